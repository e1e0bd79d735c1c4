/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory that a devicetree reserves. */
#ifndef WARMKEXEC_MACHINE_FDT_RESERVED_H
#define WARMKEXEC_MACHINE_FDT_RESERVED_H

#include <stdbool.h>

#include "kexec/machine/fdt-cells.h"

struct ranges;

/*
 * The memory that a kernel with this devicetree reserves when it starts: the entries of /memreserve/, and the reg of the
 * enabled nodes of /reserved-memory, with or without no-map. A node with a size and no reg has no place yet. Sources: Linux,
 * drivers/of/fdt.c, early_init_fdt_scan_reserved_mem(), and drivers/of/of_reserved_mem.c.
 *
 * fdt is the tree of a struct devicetree. *ret is merged; the caller owns it: ranges_release().
 * Returns 0 or -ENOMEM.
 */
int fdt_reserved(const void *fdt, struct ranges *ret);

/*
 * True if a /reserved-memory has ranges, and the cells of its root: Linux ignores all nodes of another one. parent: its offset;
 * cells: of the root.
 */
bool fdt_reserved_is_understood(const void *fdt, int parent, struct fdt_cells cells);

#endif
