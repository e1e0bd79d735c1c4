/* SPDX-License-Identifier: GPL-2.0-only */
/* The layout of the running kernel's virtual addresses, of a machine that was read for a crash load. */
#ifndef WARMKEXEC_MACHINE_MACHINE_LAYOUT_H
#define WARMKEXEC_MACHINE_MACHINE_LAYOUT_H

struct diag;
struct kernel_layout;
struct machine;

/*
 * Finds the layout in the head of /proc/kcore and in /proc/iomem.
 * Returns 0, or -errno with the reason:
 *   -EINVAL   the head is damaged
 *   -ENODATA  the layout cannot be known: arch->kernel_layout()
 *   -ENOMEM
 */
int machine_find_layout(const struct machine *machine, struct kernel_layout *ret, struct diag *diag);

#endif
