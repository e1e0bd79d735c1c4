/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables of arm64 as a processor sees them: a walker written after the Arm ARM (D8.2.8, D8.3.1, D8.4.1.2), with numbers of
 * its own and no macro of the builder's, reads what was built. It looks at single addresses, and at every descriptor there is.
 * Each function fails the test, with the seed of the layout, if what it reads cannot be.
 */
#ifndef WARMKEXEC_TESTS_TABLE_WALKER_H
#define WARMKEXEC_TESTS_TABLE_WALKER_H

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>

#include <check.h>

#include "arch/arm64/tables.h"
#include "kexec/base/diag.h"

#define PAGE UINT64_C(4096)
#define KIB(n) ((uint64_t)(n) << 10)
#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)
#define TIB(n) ((uint64_t)(n) << 40)
#define TOP TIB(256)

#define ROWS_MAX 20
#define UNMAPPED (-1)

/* A condition on what was built; a failure has to say the seed of the layout. Check's own assertions write to a pipe each time,
 * which takes minutes here. */
#define EXPECT(built, condition)                                                                                               \
	do {                                                                                                                   \
		if (!(condition))                                                                                              \
			ck_abort_msg("seed %" PRIu64 ": %s", (built)->seed, #condition);                                       \
	} while (0)

/* ---- what was built ---- */

/* pages are in memory of their own, exactly as large as the builder was told, so that a sanitizer sees a write beyond. */
struct built {
	uint64_t seed; /* of a random layout */
	const struct table_row *row;
	size_t count;
	uint64_t base;
	uint8_t *pages;
	size_t capacity, used;
	struct diag diag;
	int r;
};

void release_built(struct built *built);

/* Calls the builder with room for capacity pages. Only it may say no: its answer is in r and diag. */
struct built build(const struct table_row *row, size_t count, uint64_t base, size_t capacity);

/* No byte behind the pages that were used was written. */
void assert_rest_is_untouched(const struct built *built);

/* ---- reading ---- */

/* A descriptor of the page of this number. */
uint64_t descriptor_at(const struct built *built, size_t page, uint64_t index);

/* The kind of memory at this virtual address, an enum table_kind or UNMAPPED. The map is an identity. */
int kind_at(const struct built *built, uint64_t address);

struct found {
	struct table_row row[2 * ROWS_MAX]; /* ascending; neighbours of one kind are one */
	size_t count;
	size_t visits[6 * ROWS_MAX + 1]; /* of each page */
	size_t leaves[4];		 /* by level */
};

/* All that is mapped. found begins as zeros. */
void scan(const struct built *built, struct found *found);

/* scan() has found the rows and no more, and every page that was used once. */
void assert_maps_exactly_the_rows(const struct built *built, const struct found *found);

/* How many pages the tables of these rows need. */
size_t pages_needed(const struct table_row *row, size_t count);

#endif
