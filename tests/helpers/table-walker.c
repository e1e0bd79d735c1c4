/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/table-walker.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "tests/helpers/suite.h"

#define UNTOUCHED 0xa5

/* ---- what was built ---- */

void release_built(struct built *built)
{
	free(built->pages);
}

struct built build(const struct table_row *row, size_t count, uint64_t base, size_t capacity)
{
	struct built built = { .row = row, .count = count, .base = base, .capacity = capacity, .used = 12345 };

	built.pages = malloc(capacity * PAGE);
	if (!built.pages && capacity)
		ck_abort_msg("out of memory");
	if (capacity)
		memset(built.pages, UNTOUCHED, capacity * PAGE);
	built.r = arm64_tables_build(row, count, base, built.pages, capacity, &built.used, &built.diag);
	return built;
}

/* ---- the walker ---- */

static uint64_t bits(uint64_t value, unsigned int high, unsigned int low)
{
	return value >> low & (UINT64_MAX >> (63 - (high - low)));
}

/* The page of a table at this physical address, which must be one of ours. */
static size_t page_at(const struct built *built, uint64_t address)
{
	EXPECT(built, address % PAGE == 0);
	EXPECT(built, address >= built->base);
	EXPECT(built, (address - built->base) / PAGE < built->used);
	return (size_t)((address - built->base) / PAGE);
}

uint64_t descriptor_at(const struct built *built, size_t page, uint64_t index)
{
	return load_le64(built->pages + page * PAGE + index * 8);
}

struct permissions {
	bool write, execute, execute_at_el0;
};

/* Table D8-63 and rule RVWLLR: regimes of two Exception levels. */
static struct permissions of_two_levels(uint64_t d)
{
	bool write = !bits(d, 7, 7), write_at_el0 = write && bits(d, 6, 6);

	return (struct permissions){
		.write = write,
		.execute = !bits(d, 53, 53) && !write_at_el0,
		.execute_at_el0 = !bits(d, 54, 54),
	};
}

/* Table D8-62: regimes of one Exception level. */
static struct permissions of_one_level(uint64_t d)
{
	return (struct permissions){ .write = !bits(d, 7, 7), .execute = !bits(d, 54, 54) };
}

/* An enum table_kind, on which the regimes must agree. */
static int kind_of(const struct built *built, uint64_t d)
{
	static const uint8_t mair[8] = { 0xff, 0x04 };
	struct permissions two = of_two_levels(d), one = of_one_level(d);
	uint8_t attributes = mair[bits(d, 4, 2)];
	bool access_flag = bits(d, 10, 10), inner_shareable = bits(d, 9, 8) == 3, el0 = bits(d, 6, 6);
	bool not_global = bits(d, 11, 11), strange = bits(d, 63, 55) || bits(d, 52, 48) || bits(d, 5, 5);

	EXPECT(built, access_flag);
	EXPECT(built, inner_shareable);
	EXPECT(built, !el0 && !not_global && !strange);
	EXPECT(built, one.write == two.write && one.execute == two.execute);
	EXPECT(built, two.execute || !two.execute_at_el0);
	if (attributes == 0xff && !one.write && one.execute)
		return TABLE_CODE;
	if (attributes == 0xff && one.write && !one.execute)
		return TABLE_DATA;
	EXPECT(built, attributes == 0x04 && one.write && !one.execute);
	return TABLE_DEVICE;
}

static uint64_t entry_size(unsigned int level)
{
	return PAGE << 9 * (3 - level);
}

static bool is_leaf(uint64_t d, unsigned int level)
{
	return level == 3 ? bits(d, 1, 0) == 3 : level > 0 && bits(d, 1, 0) == 1;
}

int kind_at(const struct built *built, uint64_t address)
{
	uint64_t table = built->base, d = 0;
	unsigned int level;

	if (bits(address, 63, 48))
		return UNMAPPED; /* T0SZ is 16, and above is TTBR1 with EPD1 */
	for (level = 0; level <= 3; level++) {
		d = descriptor_at(built, page_at(built, table), address / entry_size(level) % 512);
		if (!bits(d, 0, 0))
			return UNMAPPED;
		if (is_leaf(d, level))
			break;
		EXPECT(built, level < 3 && bits(d, 1, 0) == 3);
		table = bits(d, 47, 12) * PAGE;
	}
	EXPECT(built, bits(d, 47, 12) * PAGE == address / entry_size(level) * entry_size(level));
	return kind_of(built, d);
}

/* ---- all that is mapped ---- */

static void add(struct found *found, uint64_t start, uint64_t size, int kind)
{
	struct table_row *last = found->count ? &found->row[found->count - 1] : NULL;

	if (last && last->range.end == start && (int)last->kind == kind) {
		last->range.end += size;
		return;
	}
	if (found->count == COUNT(found->row))
		ck_abort_msg("more is mapped than there are rows");
	found->row[found->count++] = (struct table_row){ { start, start + size }, (enum table_kind)kind };
}

static void scan_table(const struct built *built, size_t page, unsigned int level, uint64_t start, struct found *found)
{
	uint64_t size = entry_size(level);

	EXPECT(built, page < COUNT(found->visits));
	found->visits[page]++;
	for (uint64_t i = 0; i < 512; i++) {
		uint64_t d = descriptor_at(built, page, i), at = start + i * size;

		if (!d)
			continue;
		if (is_leaf(d, level)) {
			EXPECT(built, bits(d, 47, 12) * PAGE == at);
			add(found, at, size, kind_of(built, d));
			found->leaves[level]++;
			continue;
		}
		EXPECT(built, level < 3 && (d & ~(bits(d, 47, 12) * PAGE)) == 3);
		scan_table(built, page_at(built, bits(d, 47, 12) * PAGE), level + 1, at, found);
	}
}

void scan(const struct built *built, struct found *found)
{
	scan_table(built, 0, 0, 0, found);
}

static int by_start(const void *a, const void *b)
{
	const struct table_row *x = a, *y = b;

	return (x->range.start > y->range.start) - (x->range.start < y->range.start);
}

/* The rows as scan() would find them. */
static struct found wanted(const struct table_row *row, size_t count)
{
	struct found wanted = { 0 };
	struct table_row sorted[ROWS_MAX];

	memcpy(sorted, row, count * sizeof(*row));
	qsort(sorted, count, sizeof(*sorted), by_start);
	for (size_t i = 0; i < count; i++)
		add(&wanted, sorted[i].range.start, sorted[i].range.end - sorted[i].range.start, (int)sorted[i].kind);
	return wanted;
}

void assert_maps_exactly_the_rows(const struct built *built, const struct found *found)
{
	struct found want = wanted(built->row, built->count);

	EXPECT(built, found->count == want.count);
	for (size_t i = 0; i < want.count; i++) {
		EXPECT(built, found->row[i].range.start == want.row[i].range.start);
		EXPECT(built, found->row[i].range.end == want.row[i].range.end);
		EXPECT(built, found->row[i].kind == want.row[i].kind);
	}
	for (size_t i = 0; i < built->used; i++)
		EXPECT(built, found->visits[i] == 1);
}

void assert_rest_is_untouched(const struct built *built)
{
	const uint8_t *rest = built->pages + built->used * PAGE;
	size_t size = (built->capacity - built->used) * PAGE;

	EXPECT(built, !size || (rest[0] == UNTOUCHED && memcmp(rest, rest + 1, size - 1) == 0));
}

/* ---- how many pages it takes ---- */

/* Starts of what needs a table of its own; each counts once. */
struct starts {
	uint64_t start[6 * ROWS_MAX];
	size_t count;
};

static void note(struct starts *starts, uint64_t address, uint64_t size)
{
	uint64_t start = address / size * size;

	for (size_t i = 0; i < starts->count; i++)
		if (starts->start[i] == start)
			return;
	if (starts->count == COUNT(starts->start))
		ck_abort_msg("more tables than ends of rows");
	starts->start[starts->count++] = start;
}

/* The GiBs or 2 MiBs that a range covers in part: at most the first and the last it touches. */
static void note_partial(struct starts *starts, struct range range, uint64_t size)
{
	struct range first = { range.start / size * size, range.start / size * size + size };
	struct range last = { (range.end - 1) / size * size, (range.end - 1) / size * size + size };

	if (!range_contains(range, first))
		note(starts, first.start, size);
	if (!range_contains(range, last))
		note(starts, last.start, size);
}

size_t pages_needed(const struct table_row *row, size_t count)
{
	struct found want = wanted(row, count);
	struct starts level1 = { 0 }, level2 = { 0 }, level3 = { 0 };

	for (size_t i = 0; i < want.count; i++) {
		struct range range = want.row[i].range;

		for (uint64_t at = range.start / GIB(512) * GIB(512); at < range.end; at += GIB(512))
			note(&level1, at, GIB(512));
		note_partial(&level2, range, GIB(1));
		note_partial(&level3, range, MIB(2));
	}
	return 1 + level1.count + level2.count + level3.count;
}
