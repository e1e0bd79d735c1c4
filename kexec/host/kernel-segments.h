/* SPDX-License-Identifier: GPL-2.0-only */
/* kexec_load(2), as it is. Linux, include/uapi/linux/kexec.h and kernel/kexec.c. */
#ifndef WARMKEXEC_HOST_KERNEL_SEGMENTS_H
#define WARMKEXEC_HOST_KERNEL_SEGMENTS_H

#include <stdbool.h>

struct diag;
struct machine;
struct plan;

/* Checks that the running machine is of the planned one's architecture. Returns 0, or -ENOTSUP with the reason. */
int host_check_architecture(const struct machine *machine, struct diag *diag);

/* Makes the call. Returns 0, or errno > 0. */
int host_kexec_load(const struct plan *plan, const struct machine *machine);

/* Unloads with this call. Returns 0, or errno > 0. */
int host_kexec_load_nothing(bool crash);

#endif
