/* SPDX-License-Identifier: GPL-2.0-only */
/* The cells of a devicetree's root, and its /chosen. Every fdt here is the tree of a struct devicetree. */
#ifndef WARMKEXEC_MACHINE_FDT_CELLS_H
#define WARMKEXEC_MACHINE_FDT_CELLS_H

#include <stdbool.h>
#include <stdint.h>

struct ranges;

/*
 * The number of cells in the addresses and sizes of the root's children; absent: 1, as in Linux on arm64
 * (drivers/of/of_private.h).
 */
struct fdt_cells {
	uint32_t address;
	uint32_t size;
	bool absent; /* the root has neither property */
};

/* Reads the root's cells. False if they are not 1 or 2 of each, which is all that this program can write. */
bool fdt_read_root_cells(const void *fdt, struct fdt_cells *ret);

/* Reads and writes a number of one or two cells; fdt_store_cells() returns the first byte behind it. */
uint64_t fdt_load_cells(const uint8_t *p, uint32_t cells);
uint8_t *fdt_store_cells(uint8_t *p, uint32_t cells, uint64_t value);

/*
 * Appends the address and size pairs of a value, as those of a reg: in their order, not merged, the end at most UINT64_MAX.
 * Bytes behind the last whole pair of the value are ignored. value: NULL is none. Returns 0 or -ENOMEM.
 */
int fdt_load_ranges(const uint8_t *value, int length, struct fdt_cells cells, struct ranges *ret);

/*
 * The node that the kernel takes for /chosen (drivers/of/fdt.c, early_init_dt_scan_chosen()), or a libfdt error. Its old name
 * chosen@0 is found too: libfdt ignores a unit address that is not asked for.
 */
int fdt_chosen_node(const void *fdt);

#endif
