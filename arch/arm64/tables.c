/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/tables.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "arch/arm64/regime.h"
#include "common/bytes.h"
#include "kexec/base/diag.h"

#define LEVEL_PAGE 3
#define TABLE_ENTRIES (ARM64_TABLE_SIZE / 8)

#define RANGE_FORMAT "0x%" PRIx64 "-0x%" PRIx64

struct tables {
	const struct table_row *row;
	size_t count;
	uint64_t base;
	uint8_t *pages;
	size_t capacity, used; /* in pages */
	struct diag *diag;
};

size_t arm64_tables_bound(size_t rows)
{
	return rows > (SIZE_MAX - 1) / 6 ? SIZE_MAX : 1 + 6 * rows;
}

/* log2 of the bytes that an entry of the level maps: 512 GiB, 1 GiB, 2 MiB, 4 KiB. */
static unsigned int level_shift(unsigned int level)
{
	return 12 + 9 * (LEVEL_PAGE - level);
}

/* The range of the entry that maps the address at the level. */
static struct range entry_range(unsigned int level, uint64_t address)
{
	uint64_t size = UINT64_C(1) << level_shift(level), start = align_down(address, size);

	return (struct range){ .start = start, .end = start + size };
}

static uint64_t leaf(enum table_kind kind, unsigned int level, uint64_t address)
{
	uint64_t type = level == LEVEL_PAGE ? DESC_PAGE : DESC_BLOCK;

	switch (kind) {
	case TABLE_CODE:
		return address | type | DESC_CODE;
	case TABLE_DATA:
		return address | type | DESC_DATA;
	case TABLE_DEVICE:
		return address | type | DESC_UART;
	}
	return 0;
}

static bool is_kind(enum table_kind kind)
{
	return leaf(kind, LEVEL_PAGE, 0) != 0;
}

static int check_row(const struct table_row *row, struct diag *diag)
{
	struct range range = row->range;

	if (!is_kind(row->kind))
		return diag_fail(diag, -EINVAL, "page tables: range " RANGE_FORMAT " is of the unknown kind %d", range.start,
				 range.end, (int)row->kind);
	if (range_is_empty(range))
		return diag_fail(diag, -EINVAL, "page tables: range " RANGE_FORMAT " is empty", range.start, range.end);
	if ((range.start | range.end) % ARM64_TABLE_SIZE)
		return diag_fail(diag, -EINVAL, "page tables: range " RANGE_FORMAT " is not 4 KiB-aligned", range.start,
				 range.end);
	if (range.end > ARM64_TABLES_END)
		return diag_fail(diag, -ERANGE, "page tables: range " RANGE_FORMAT " ends above 48 bits, 0x%" PRIx64,
				 range.start, range.end, ARM64_TABLES_END);
	if (range_size(range) > ARM64_TABLES_ROW_MAX)
		return diag_fail(diag, -ERANGE, "page tables: range " RANGE_FORMAT " is longer than 512 GiB", range.start,
				 range.end);
	return 0;
}

static int check_rows(const struct table_row *row, size_t count, struct diag *diag)
{
	int r;

	if (!count)
		return diag_fail(diag, -EINVAL, "page tables: no ranges, expected at least one");
	for (size_t i = 0; i < count; i++) {
		r = check_row(&row[i], diag);
		if (r < 0)
			return r;
		for (size_t k = 0; k < i; k++)
			if (range_overlaps(row[k].range, row[i].range))
				return diag_fail(diag, -EINVAL,
						 "page tables: ranges " RANGE_FORMAT " and " RANGE_FORMAT " overlap",
						 row[k].range.start, row[k].range.end, row[i].range.start, row[i].range.end);
	}
	return 0;
}

/* The row of the kind that contains the address; NULL if no row does. */
static const struct table_row *row_of(const struct tables *tables, enum table_kind kind, uint64_t address)
{
	for (size_t i = 0; i < tables->count; i++)
		if (tables->row[i].kind == kind && range_contains_address(tables->row[i].range, address))
			return &tables->row[i];
	return NULL;
}

/* Do rows of the kind cover all of the range? */
static bool is_covered(const struct tables *tables, enum table_kind kind, struct range range)
{
	const struct table_row *row;

	for (uint64_t to = range.start; to < range.end; to = row->range.end) {
		row = row_of(tables, kind, to);
		if (!row)
			return false;
	}
	return true;
}

/* The level of the largest entry that maps the address and nothing outside the rows of its kind. Level 0 has no blocks. */
static unsigned int leaf_level(const struct tables *tables, enum table_kind kind, uint64_t address)
{
	unsigned int level = 1;

	while (level < LEVEL_PAGE && !is_covered(tables, kind, entry_range(level, address)))
		level++;
	return level;
}

static int add_page(struct tables *tables, size_t *ret_page)
{
	uint64_t offset = (uint64_t)tables->used * ARM64_TABLE_SIZE;

	if (tables->used == tables->capacity)
		return diag_fail(tables->diag, -ENOSPC, "page tables: %zu ranges need more than %zu pages", tables->count,
				 tables->capacity);
	if (!span_fits(tables->base, offset + ARM64_TABLE_SIZE, ARM64_TABLES_END))
		return diag_fail(tables->diag, -ERANGE, "page tables: at 0x%" PRIx64 " they end above 48 bits, 0x%" PRIx64,
				 tables->base, ARM64_TABLES_END);
	memset(tables->pages + tables->used * ARM64_TABLE_SIZE, 0, ARM64_TABLE_SIZE);
	*ret_page = tables->used++;
	return 0;
}

static uint8_t *entry(const struct tables *tables, size_t page, unsigned int level, uint64_t address)
{
	size_t index = (size_t)(address >> level_shift(level)) % TABLE_ENTRIES;

	return tables->pages + page * ARM64_TABLE_SIZE + index * 8;
}

/* Finds the page of the table that an entry points to. If there is none, adds one. */
static int next_table(struct tables *tables, uint8_t *at, size_t *ret_page)
{
	uint64_t descriptor = load_le64(at);
	int r;

	if (descriptor) {
		*ret_page = (size_t)(((descriptor & DESC_ADDRESS) - tables->base) / ARM64_TABLE_SIZE);
		return 0;
	}
	r = add_page(tables, ret_page);
	if (r < 0)
		return r;
	store_le64(at, (tables->base + (uint64_t)*ret_page * ARM64_TABLE_SIZE) | DESC_TABLE);
	return 0;
}

/*
 * Maps one leaf. The level of a leaf depends only on the memory that rows of a kind cover, so all rows agree on it: no leaf
 * stands where another row needs a table.
 */
static int map_leaf(struct tables *tables, enum table_kind kind, unsigned int level, uint64_t address)
{
	size_t page = 0;
	int r;

	for (unsigned int l = 0; l < level; l++) {
		r = next_table(tables, entry(tables, page, l, address), &page);
		if (r < 0)
			return r;
	}
	store_le64(entry(tables, page, level, address), leaf(kind, level, address));
	return 0;
}

static int map_row(struct tables *tables, const struct table_row *row)
{
	struct range range;
	int r;

	for (uint64_t to = row->range.start; to < row->range.end; to = range.end) {
		unsigned int level = leaf_level(tables, row->kind, to);

		range = entry_range(level, to);
		r = map_leaf(tables, row->kind, level, range.start);
		if (r < 0)
			return r;
	}
	return 0;
}

int arm64_tables_build(const struct table_row *row, size_t count, uint64_t base, uint8_t *pages, size_t page_capacity,
		       size_t *ret_pages, struct diag *diag)
{
	struct tables tables = {
		.row = row,
		.count = count,
		.base = base,
		.pages = pages,
		.capacity = page_capacity,
		.diag = diag,
	};
	size_t root;
	int r = check_rows(row, count, diag);

	if (r < 0)
		return r;
	if (base % ARM64_TABLE_SIZE)
		return diag_fail(diag, -EINVAL, "page tables: their address 0x%" PRIx64 " is not 4 KiB-aligned", base);
	r = add_page(&tables, &root);
	for (size_t i = 0; r == 0 && i < count; i++)
		r = map_row(&tables, &row[i]);
	if (r < 0)
		return r;
	*ret_pages = tables.used;
	return 0;
}
