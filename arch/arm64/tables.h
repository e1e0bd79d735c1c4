/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page tables that the purgatory turns the MMU on with, built by the loader: pure data inside the purgatory's own
 * segment. An identity map of exactly the rows: 48 bits, 4 KiB granule, level 0 root (Arm ARM D8.2, D8.3).
 *
 * One set of descriptors is right in all three regimes, EL1&0, EL2 and EL2&0 (HCR_EL2.E2H): see regime.h for the bits.
 */
#ifndef WARMKEXEC_ARCH_ARM64_TABLES_H
#define WARMKEXEC_ARCH_ARM64_TABLES_H

#include <stddef.h>
#include <stdint.h>

#include "common/range.h"

struct diag;

#define ARM64_TABLE_SIZE 4096			   /* of one table, and the unit of every row */
#define ARM64_TABLES_END (UINT64_C(1) << 48)	   /* what four levels translate */
#define ARM64_TABLES_ROW_MAX (UINT64_C(512) << 30) /* one level 1 table's worth; no segment comes near it */

/* What the memory of a row is for. */
enum table_kind {
	TABLE_CODE, /* read-only and executable, write-back; DC IVAC on it faults, it wants write permission (Arm ARM, DC IVAC)
		     */
	TABLE_DATA, /* read-write, never executable, write-back */
	TABLE_DEVICE, /* read-write, never executable, Device-nGnRE */
};

struct table_row {
	struct range range; /* physical, 4 KiB-aligned */
	enum table_kind kind;
};

/*
 * As many pages as the tables of any so many rows can take: 1 + 6 * rows, for the root and, at each end of every row, a
 * table of level 1, 2 and 3. SIZE_MAX where that does not fit.
 */
size_t arm64_tables_bound(size_t rows);

/*
 * Builds the tables of the rows (disjoint, in any order; they may touch) into pages, to be placed at physical address base:
 * page n is at base + n * ARM64_TABLE_SIZE, the root is page 0. Descriptors are little-endian. Nothing outside the rows is
 * mapped: a block (2 MiB, 1 GiB) is used only where rows of its kind cover all of it. The tables themselves are mapped only
 * if a row covers them; the MMU needs no mapping to walk them.
 *
 * pages holds page_capacity pages; arm64_tables_bound(count) of them are enough for any rows. *ret_pages is how many were
 * used; the rest is as it was.
 *
 * Returns 0, or with the reason:
 *   -EINVAL  no rows; a row that is empty, not 4 KiB-aligned, of no kind, or that overlaps another; base not 4 KiB-aligned
 *   -ERANGE  a row, or the pages at base, end above 2^48; a row is longer than ARM64_TABLES_ROW_MAX
 *   -ENOSPC  page_capacity is too small
 * After a failure the bytes of pages are undefined.
 */
int arm64_tables_build(const struct table_row *row, size_t count, uint64_t base, uint8_t *pages, size_t page_capacity,
		       size_t *ret_pages, struct diag *diag);

#endif
