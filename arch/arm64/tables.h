/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page tables with which the purgatory turns the MMU on. The loader builds them: pure data inside the purgatory's own
 * segment. They map exactly the rows, each address to itself: 48 bits, 4 KiB granule, level 0 root (Arm ARM D8.2, D8.3).
 *
 * The same descriptors are correct in all three regimes: EL1&0, EL2 and EL2&0 (HCR_EL2.E2H). regime.h has the bits.
 */
#ifndef WARMKEXEC_ARCH_ARM64_TABLES_H
#define WARMKEXEC_ARCH_ARM64_TABLES_H

#include <stddef.h>
#include <stdint.h>

#include "common/range.h"

struct diag;

#define ARM64_TABLE_SIZE 4096			   /* bytes of one table, and the unit of every row */
#define ARM64_TABLES_END (UINT64_C(1) << 48)	   /* end of the addresses that four levels translate */
#define ARM64_TABLES_ROW_MAX (UINT64_C(512) << 30) /* bytes that one level 1 table maps; every segment is much smaller */

/* The use of a row's memory. */
enum table_kind {
	TABLE_CODE, /* read-only, executable, write-back; DC IVAC on it faults: it needs write permission (Arm ARM, DC IVAC) */
	TABLE_DATA, /* read-write, never executable, write-back */
	TABLE_DEVICE, /* read-write, never executable, Device-nGnRE */
};

struct table_row {
	struct range range; /* physical, 4 KiB-aligned */
	enum table_kind kind;
};

/*
 * The most pages that the tables of that many rows can need: 1 + 6 * rows, for the root and, at each end of every row, one
 * table each of level 1, 2 and 3. SIZE_MAX if the number does not fit into size_t.
 */
size_t arm64_tables_bound(size_t rows);

/*
 * Builds the tables.
 *   row            count rows, disjoint, in any order; they may touch
 *   base           physical address of the tables: page n is at base + n * ARM64_TABLE_SIZE, the root is page 0
 *   pages          receives the tables; the caller owns it
 *   page_capacity  pages that it holds; arm64_tables_bound(count) of them are enough for any rows
 *   ret_pages      pages that were used; the rest of pages is unchanged
 *
 * Descriptors are little-endian. Nothing outside the rows is mapped: a block (2 MiB, 1 GiB) is used only if rows of its kind
 * cover all of it. The tables themselves are mapped only if a row covers them; the MMU needs no mapping to walk them.
 *
 * Returns 0, or -errno with the reason:
 *   -EINVAL  there are no rows; a row is empty, not 4 KiB-aligned, of an unknown kind, or overlaps another; base is not 4
 *            KiB-aligned
 *   -ERANGE  a row, or the pages at base, end above 2^48; a row is longer than ARM64_TABLES_ROW_MAX
 *   -ENOSPC  page_capacity is too small
 * After a failure the bytes of pages are undefined.
 */
int arm64_tables_build(const struct table_row *row, size_t count, uint64_t base, uint8_t *pages, size_t page_capacity,
		       size_t *ret_pages, struct diag *diag);

#endif
