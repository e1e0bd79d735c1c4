/* SPDX-License-Identifier: GPL-2.0-only */
/* Facts that a devicetree tells of the machine. */
#ifndef WARMKEXEC_MACHINE_FDT_FACTS_H
#define WARMKEXEC_MACHINE_FDT_FACTS_H

#include <stdbool.h>

#include "kexec/base/blob.h"

struct diag;
struct ranges;

/* Every fdt here is the tree of a struct devicetree. */

/* True if a kernel takes the node for memory (Linux, drivers/of/fdt.c, early_init_dt_scan_memory()). */
bool fdt_node_is_memory(const void *fdt, int node);

/*
 * The memory that the devicetree describes to the next kernel, ascending and merged. Firmware adds it to a board's file when it
 * starts a machine; kexec does not.
 *
 * Returns 0, or -errno with the reason:
 *   -ENOENT   the next kernel reads UEFI's memory map instead
 *   -ENODATA  the tree describes no memory
 *   -EINVAL   the root's cells are not 1 or 2
 *   -ENOMEM
 */
int dtb_memory(const void *fdt, struct ranges *ret, struct diag *diag);

/* The strings of the root's "compatible", the most particular first, a NUL behind each: a view into the tree. Empty: none. */
struct view dtb_compatible(const void *fdt);

/* True if /chosen names a console. A kernel takes it if its command line has none (Linux, drivers/of/base.c, of_console_check()). */
bool dtb_has_stdout(const void *fdt);

/* The command line in /chosen, from malloc. NULL: there is none, or there is no memory for it. */
char *dtb_bootargs(const void *fdt);

#endif
