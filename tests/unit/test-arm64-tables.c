/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page tables as a processor sees them: a walker written after the Arm ARM (D8.2.8, D8.3.1, D8.4.1.2), with numbers of its
 * own and no macro of the builder's, reads what was built. It looks at single addresses, and at every descriptor there is.
 */

#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "arch/arm64/tables.h"
#include "common/bytes.h"
#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/kernel-layout.h"
#include "tests/helpers/random.h"
#include "tests/helpers/suite.h"

#define PAGE UINT64_C(4096)
#define KIB(n) ((uint64_t)(n) << 10)
#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)
#define TIB(n) ((uint64_t)(n) << 40)
#define TOP TIB(256)

#define ROWS_MAX 20
#define UNTOUCHED 0xa5
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

static void release(struct built *built)
{
	free(built->pages);
}

static struct built build(const struct table_row *row, size_t count, uint64_t base, size_t capacity)
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

static uint64_t descriptor_at(const struct built *built, size_t page, uint64_t index)
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

/* The kind of memory at this virtual address, or UNMAPPED. The map is an identity. */
static int kind_at(const struct built *built, uint64_t address)
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

struct found {
	struct table_row row[2 * ROWS_MAX]; /* ascending; neighbours of one kind are one */
	size_t count;
	size_t visits[6 * ROWS_MAX + 1]; /* of each page */
	size_t leaves[4];		 /* by level */
};

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

static void scan(const struct built *built, size_t page, unsigned int level, uint64_t start, struct found *found)
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
		scan(built, page_at(built, bits(d, 47, 12) * PAGE), level + 1, at, found);
	}
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

static void assert_maps_exactly_the_rows(const struct built *built, const struct found *found)
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

static void assert_rest_is_untouched(const struct built *built)
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

static size_t pages_needed(const struct table_row *row, size_t count)
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

/* ---- random layouts ---- */

struct layout {
	struct table_row row[ROWS_MAX];
	size_t count;
	uint64_t base;
};

/* Mostly small; edges of blocks and a page beside them more often than chance has it. */
static uint64_t random_size(struct random *random)
{
	static const uint64_t blocks[] = { PAGE, MIB(2), GIB(1), GIB(512) };
	uint64_t block = blocks[random_once_in(random, 8) ? 3 : random_below(random, 3)];
	uint64_t size = block;

	if (random_once_in(random, 2))
		size = random_from_to(random, 1, 512) * (block == GIB(512) ? GIB(1) : block);
	if (random_once_in(random, 2))
		size += random_from_to(random, 1, 3) * PAGE;
	else if (random_once_in(random, 3) && size > 3 * PAGE)
		size -= random_from_to(random, 1, 3) * PAGE;
	return size > GIB(512) ? GIB(512) : size;
}

static uint64_t random_start(struct random *random, const struct layout *layout, uint64_t size)
{
	static const uint64_t aligns[] = { PAGE, MIB(2), GIB(1), GIB(512) };
	static const uint64_t spaces[] = { GIB(4), GIB(64), TIB(4), TOP };
	uint64_t space = spaces[random_below(random, COUNT(spaces))], align = aligns[random_below(random, COUNT(aligns))];
	uint64_t start;

	if (layout->count && random_once_in(random, 3))
		return layout->row[random_below(random, layout->count)].range.end;
	if (random_once_in(random, 16))
		return TOP - size;
	start = random_below(random, space) / align * align;
	return random_once_in(random, 2) ? start : start + (random_from_to(random, 0, 6) - 3) * PAGE;
}

static void random_row(struct random *random, struct layout *layout)
{
	uint64_t size = random_size(random), start = random_start(random, layout, size);
	struct table_row row = { { start, start + size }, (enum table_kind)random_below(random, 3) };

	if (start > TOP || row.range.end > TOP)
		return;
	for (size_t i = 0; i < layout->count; i++)
		if (range_overlaps(layout->row[i].range, row.range))
			return;
	layout->row[layout->count++] = row;
}

static struct layout random_layout(uint64_t seed)
{
	struct random random = random_from(seed);
	struct layout layout = { 0 };
	uint64_t count = random_from_to(&random, 1, ROWS_MAX), room = arm64_tables_bound(ROWS_MAX) * PAGE;

	while (layout.count < count)
		random_row(&random, &layout);
	layout.base = random_below(&random, random_once_in(&random, 2) ? GIB(4) : TOP - room) / PAGE * PAGE;
	return layout;
}

static void assert_kind_at(const struct built *built, uint64_t address)
{
	int want = UNMAPPED;

	for (size_t i = 0; i < built->count; i++)
		if (range_contains_address(built->row[i].range, address))
			want = (int)built->row[i].kind;
	EXPECT(built, kind_at(built, address) == want);
}

/* Returns how many addresses it looked at. */
static uint64_t assert_edges(const struct built *built, struct random *random)
{
	uint64_t walks = 0;

	for (size_t i = 0; i < built->count; i++) {
		struct range range = built->row[i].range;
		uint64_t size = range.end - range.start;
		uint64_t at[] = {
			range.start,
			range.start - 1, /* below 0 it wraps to where nothing may be mapped either */
			range.end - 1,
			range.end,
			range.start + random_below(random, size),
			range.start - 1 - random_below(random, GIB(1)),
			range.end + random_below(random, MIB(2)),
			random_below(random, UINT64_MAX),
		};

		for (size_t k = 0; k < COUNT(at); k++)
			assert_kind_at(built, at[k]);
		walks += COUNT(at);
	}
	return walks;
}

START_TEST(random_layouts_are_mapped_exactly)
{
	const struct rounds rounds = random_rounds(20000);
	uint64_t walks = 0, most = 0, full = 0;

	for (uint64_t seed = rounds.first; seed < rounds.first + rounds.count; seed++) {
		struct layout layout = random_layout(seed);
		struct random random = random_from(~seed);
		size_t bound = arm64_tables_bound(layout.count);
		CLEANUP(release) struct built built = build(layout.row, layout.count, layout.base, bound);
		struct found found = { 0 };

		built.seed = seed;
		EXPECT(&built, built.r == 0 && built.used <= bound);
		EXPECT(&built, built.used == pages_needed(layout.row, layout.count));
		scan(&built, 0, 0, 0, &found);
		assert_maps_exactly_the_rows(&built, &found);
		assert_rest_is_untouched(&built);
		walks += assert_edges(&built, &random);
		most = built.used > most ? built.used : most;
		full += built.used == bound;
	}
	printf("%" PRIu64 " layouts from seed %" PRIu64 ", %" PRIu64 " walks; at most %" PRIu64 " pages; %" PRIu64
	       " needed all that the bound has\n",
	       rounds.count, rounds.first, walks, most, full);
}
END_TEST

/* One page less than a layout needs must be noticed, before anything is written beyond what there is. */
START_TEST(random_layouts_do_not_fit_in_a_page_less)
{
	const struct rounds rounds = random_rounds(2000);

	for (uint64_t seed = rounds.first; seed < rounds.first + rounds.count; seed++) {
		struct layout layout = random_layout(seed);
		size_t needed = pages_needed(layout.row, layout.count);
		CLEANUP(release) struct built fits = build(layout.row, layout.count, layout.base, needed);
		CLEANUP(release) struct built built = build(layout.row, layout.count, layout.base, needed - 1);
		struct random random = random_from(seed);
		CLEANUP(release)
		struct built less = build(layout.row, layout.count, layout.base, random_below(&random, needed));

		fits.seed = built.seed = less.seed = seed;
		EXPECT(&fits, fits.r == 0 && fits.used == needed);
		EXPECT(&built, built.r == -ENOSPC && built.used == 12345);
		EXPECT(&less, less.r == -ENOSPC && less.used == 12345);
	}
}
END_TEST

/* ---- one behaviour each ---- */

/* Each row has an end of every level to itself: it crosses a 512 GiB boundary, and is not made of GiBs or 2 MiBs. */
START_TEST(bound_is_reached)
{
	struct table_row row[ROWS_MAX];
	size_t count = (size_t)_i;
	CLEANUP(release) struct built built = { 0 };

	for (size_t i = 0; i < count; i++) {
		uint64_t middle = TIB(1) * (i + 1);

		row[i] = (struct table_row){ { middle - PAGE, middle + PAGE }, TABLE_DATA };
	}
	ck_assert_uint_eq(arm64_tables_bound(count), 1 + 6 * count);
	built = build(row, count, 0, 1 + 6 * count);
	ck_assert_int_eq(built.r, 0);
	ck_assert_uint_eq(built.used, 1 + 6 * count);
}
END_TEST

START_TEST(bound_does_not_wrap)
{
	ck_assert_uint_eq(arm64_tables_bound(0), 1);
	ck_assert_uint_eq(arm64_tables_bound((SIZE_MAX - 1) / 6), 1 + 6 * ((SIZE_MAX - 1) / 6));
	ck_assert_uint_eq(arm64_tables_bound((SIZE_MAX - 1) / 6 + 1), SIZE_MAX);
	ck_assert_uint_eq(arm64_tables_bound(SIZE_MAX), SIZE_MAX);
}
END_TEST

/* The number of tables, and of leaves of level 1, 2 and 3. */
struct shape {
	const char *name;
	struct table_row row[8];
	size_t used, leaves[4];
};

static const struct shape shapes[] = {
	{ "one page", { { { GIB(1), GIB(1) + PAGE }, TABLE_DATA } }, 4, { 0, 0, 0, 1 } },
	{ "the first page", { { { 0, PAGE }, TABLE_DATA } }, 4, { 0, 0, 0, 1 } },
	{ "the last page", { { { TOP - PAGE, TOP }, TABLE_DATA } }, 4, { 0, 0, 0, 1 } },
	{ "2 MiB", { { { GIB(1), GIB(1) + MIB(2) }, TABLE_DATA } }, 3, { 0, 0, 1, 0 } },
	{ "2 MiB off by a page", { { { PAGE, MIB(2) + PAGE }, TABLE_DATA } }, 5, { 0, 0, 0, 512 } },
	{ "2 MiB and a page", { { { MIB(2), MIB(4) + PAGE }, TABLE_DATA } }, 4, { 0, 0, 1, 1 } },
	{ "1 GiB", { { { GIB(3), GIB(4) }, TABLE_DATA } }, 2, { 0, 1, 0, 0 } },
	{ "1 GiB less a page", { { { GIB(3), GIB(4) - PAGE }, TABLE_DATA } }, 4, { 0, 0, 511, 511 } },
	{ "1 GiB and a page", { { { GIB(3) - PAGE, GIB(4) }, TABLE_DATA } }, 4, { 0, 1, 0, 1 } },
	{ "512 GiB: no block of level 0", { { { 0, GIB(512) }, TABLE_DATA } }, 2, { 0, 512, 0, 0 } },
	{ "512 GiB off by a page", { { { PAGE, GIB(512) + PAGE }, TABLE_DATA } }, 7, { 0, 511, 511, 512 } },
	{ "touching: one block, in two rows",
	  { { { MIB(1), MIB(2) }, TABLE_DATA }, { { 0, MIB(1) }, TABLE_DATA } },
	  3,
	  { 0, 0, 1, 0 } },
	{ "touching, of two kinds: no block",
	  { { { 0, MIB(1) }, TABLE_CODE }, { { MIB(1), MIB(2) }, TABLE_DATA } },
	  4,
	  { 0, 0, 0, 512 } },
	{ "a page is missing in the middle of a GiB",
	  { { { 0, MIB(512) }, TABLE_DATA }, { { MIB(512) + PAGE, GIB(1) }, TABLE_DATA } },
	  4,
	  { 0, 0, 511, 511 } },
	/* An ordinary plan on QEMU: purgatory's code, its data, a kernel, a staged initrd, a devicetree, a UART. */
	{ "QEMU virt",
	  { { { GIB(1) + MIB(128), GIB(1) + MIB(128) + KIB(24) }, TABLE_CODE },
	    { { GIB(1) + MIB(128) + KIB(24), GIB(1) + MIB(128) + KIB(128) }, TABLE_DATA },
	    { { GIB(1), GIB(1) + MIB(36) + KIB(64) }, TABLE_DATA },
	    { { GIB(1) + MIB(160), GIB(1) + MIB(196) }, TABLE_DATA },
	    { { GIB(1) + MIB(256), GIB(1) + MIB(256) + KIB(64) }, TABLE_DATA },
	    { { MIB(144), MIB(144) + PAGE }, TABLE_DEVICE } },
	  8,
	  { 0, 0, 36, 16 + 32 + 16 + 1 } },
	/* A UART far above memory, as on Ampere Altra. */
	{ "Altra",
	  { { { UINT64_C(0x80000000000), UINT64_C(0x80000000000) + KIB(24) }, TABLE_CODE },
	    { { UINT64_C(0x80000000000) + KIB(24), UINT64_C(0x80000000000) + KIB(128) }, TABLE_DATA },
	    { { UINT64_C(0x80004000000), UINT64_C(0x80004000000) + MIB(260) }, TABLE_DATA },
	    { { UINT64_C(0x100002620000), UINT64_C(0x100002621000) }, TABLE_DEVICE } },
	  7,
	  { 0, 0, 130, 32 + 1 } },
};

START_TEST(layout_takes_as_few_pages_as_it_can)
{
	const struct shape *shape = &shapes[_i];
	size_t count = 0;
	CLEANUP(release) struct built built = { 0 };
	struct found found = { 0 };

	while (count < COUNT(shape->row) && shape->row[count].range.end)
		count++;
	built = build(shape->row, count, GIB(1) + MIB(128) + KIB(48), arm64_tables_bound(count));
	ck_assert_msg(built.r == 0, "%s: %s", shape->name, built.diag.message);
	scan(&built, 0, 0, 0, &found);
	assert_maps_exactly_the_rows(&built, &found);
	ck_assert_msg(built.used == shape->used, "%s: %zu pages", shape->name, built.used);
	for (size_t i = 0; i < COUNT(found.leaves); i++)
		ck_assert_msg(found.leaves[i] == shape->leaves[i], "%s: %zu of level %zu", shape->name, found.leaves[i], i);
}
END_TEST

/* Bit for bit, since the walker above cares only for what the bits mean. */
START_TEST(descriptors_of_each_kind)
{
	static const struct table_row row[] = {
		{ { GIB(4), GIB(5) }, TABLE_CODE },
		{ { GIB(6), GIB(7) }, TABLE_DATA },
		{ { GIB(8), GIB(9) }, TABLE_DEVICE },
	};
	CLEANUP(release) struct built built = build(row, COUNT(row), UINT64_C(0x123456789000), 2);

	ck_assert_int_eq(built.r, 0);
	ck_assert_uint_eq(built.used, 2);
	ck_assert_uint_eq(descriptor_at(&built, 0, 0), UINT64_C(0x12345678a003));
	ck_assert_uint_eq(descriptor_at(&built, 1, 4), UINT64_C(0x0000000100000781));
	ck_assert_uint_eq(descriptor_at(&built, 1, 6), UINT64_C(0x0060000180000701));
	ck_assert_uint_eq(descriptor_at(&built, 1, 8), UINT64_C(0x0060000200000705));
}
END_TEST

static const uint64_t bases[] = { 0, PAGE, GIB(4) - PAGE, GIB(4), UINT64_C(0x8000deadb000), TOP - 4 * PAGE };

START_TEST(tables_may_be_anywhere_below_48_bits)
{
	static const struct table_row row[] = { { { GIB(40) + PAGE, GIB(40) + 2 * PAGE }, TABLE_CODE } };
	CLEANUP(release) struct built built = build(row, 1, bases[_i], 4);
	struct found found = { 0 };

	ck_assert_int_eq(built.r, 0);
	scan(&built, 0, 0, 0, &found);
	assert_maps_exactly_the_rows(&built, &found);
}
END_TEST

/* ---- of the purgatory ---- */

#define SEGMENT MIB(64)

/* The tables of a purgatory at SEGMENT, as the loader asks for them. */
static struct built build_purgatory(const struct range *memory, size_t count, uint64_t device)
{
	const struct purgatory_map map = {
		.segment = { SEGMENT, SEGMENT + KIB(512) },
		.memory = memory,
		.memory_count = count,
		.device = device,
	};
	struct built built = { .base = SEGMENT + PURGATORY_TABLES };
	struct blob blob = { 0 };

	ck_assert_int_eq(arch_arm64.tables(&map, &blob, &built.diag), 0);
	ck_assert_uint_le(blob.size, arch_arm64.tables_bound(count));
	built.used = blob.size / PAGE;
	built.pages = blob.data;
	return built;
}

START_TEST(purgatory_cannot_write_its_code_nor_run_its_data)
{
	CLEANUP(release) struct built built = build_purgatory(NULL, 0, 0);

	ck_assert_int_eq(kind_at(&built, SEGMENT - 1), UNMAPPED);
	ck_assert_int_eq(kind_at(&built, SEGMENT), TABLE_CODE);
	ck_assert_int_eq(kind_at(&built, SEGMENT + HANDOFF_OFFSET - 1), TABLE_CODE);
	ck_assert_int_eq(kind_at(&built, SEGMENT + HANDOFF_OFFSET), TABLE_DATA);
	ck_assert_int_eq(kind_at(&built, SEGMENT + PURGATORY_STACK), TABLE_DATA);
	ck_assert_int_eq(kind_at(&built, SEGMENT + PURGATORY_TABLES), TABLE_DATA);
	ck_assert_int_eq(kind_at(&built, SEGMENT + KIB(512) - 1), TABLE_DATA);
	ck_assert_int_eq(kind_at(&built, SEGMENT + KIB(512)), UNMAPPED);
	ck_assert_int_eq(kind_at(&built, 0), UNMAPPED);
}
END_TEST

/* A part of no size has no segment; a UART's registers need not be at the start of their page. */
START_TEST(purgatory_sees_memory_and_one_page_of_uart)
{
	static const struct range memory[] = { { GIB(1), GIB(1) + KIB(64) }, { GIB(2), GIB(2) }, { GIB(3), GIB(4) } };
	CLEANUP(release) struct built built = build_purgatory(memory, COUNT(memory), UINT64_C(0x100002620800));

	ck_assert_int_eq(kind_at(&built, GIB(1)), TABLE_DATA);
	ck_assert_int_eq(kind_at(&built, GIB(1) + KIB(64)), UNMAPPED);
	ck_assert_int_eq(kind_at(&built, GIB(2)), UNMAPPED);
	ck_assert_int_eq(kind_at(&built, GIB(4) - 1), TABLE_DATA);
	ck_assert_int_eq(kind_at(&built, UINT64_C(0x10000261ffff)), UNMAPPED);
	ck_assert_int_eq(kind_at(&built, UINT64_C(0x100002620000)), TABLE_DEVICE);
	ck_assert_int_eq(kind_at(&built, UINT64_C(0x100002620fff)), TABLE_DEVICE);
	ck_assert_int_eq(kind_at(&built, UINT64_C(0x100002621000)), UNMAPPED);
}
END_TEST

/* ---- refusals ---- */

struct refusal {
	struct table_row row[3];
	size_t count;
	uint64_t base;
	size_t capacity;
	int error;
	const char *message;
};

#define GOOD                                                                                                                   \
	{                                                                                                                      \
		{ MIB(2), MIB(4) }, TABLE_DATA                                                                                 \
	}

static const struct refusal refusals[] = {
	/* Nothing at all: with these the processor could not fetch an instruction. */
	{ { GOOD }, 0, 0, 7, -EINVAL, "page tables: no ranges, expected at least one" },
	/* Its end is its start. */
	{ { GOOD, { { PAGE, PAGE }, TABLE_DATA } }, 2, 0, 13, -EINVAL, "page tables: range 0x1000-0x1000 is empty" },
	/* Its end is below its start, as when start + size wrapped. */
	{ { { { TOP, PAGE }, TABLE_DATA } }, 1, 0, 7, -EINVAL, "page tables: range 0x1000000000000-0x1000 is empty" },
	{ { { { UINT64_MAX, 0 }, TABLE_DATA } }, 1, 0, 7, -EINVAL, "page tables: range 0xffffffffffffffff-0x0 is empty" },
	/* A start, an end within a page. */
	{ { GOOD, { { 0x800, 0x2000 }, TABLE_DATA } },
	  2,
	  0,
	  13,
	  -EINVAL,
	  "page tables: range 0x800-0x2000 is not 4 KiB-aligned" },
	{ { { { 0x1000, 0x1fff }, TABLE_DATA } }, 1, 0, 7, -EINVAL, "page tables: range 0x1000-0x1fff is not 4 KiB-aligned" },
	/* All there is: one byte more would be 2^64. */
	{ { { { 0, UINT64_MAX }, TABLE_DATA } },
	  1,
	  0,
	  7,
	  -EINVAL,
	  "page tables: range 0x0-0xffffffffffffffff is not 4 KiB-aligned" },
	/* The last page of 64 bits. */
	{ { { { UINT64_MAX - 0x1fff + 0x1000, UINT64_MAX - 0xfff }, TABLE_DATA } },
	  1,
	  0,
	  7,
	  -EINVAL,
	  "page tables: range 0xfffffffffffff000-0xfffffffffffff000 is empty" },
	{ { { { UINT64_MAX - 0x1fff, UINT64_MAX - 0xfff }, TABLE_DATA } },
	  1,
	  0,
	  7,
	  -ERANGE,
	  "page tables: range 0xffffffffffffe000-0xfffffffffffff000 ends above 48 bits, 0x1000000000000" },
	/* The first page above 48 bits, and one that reaches into it. */
	{ { GOOD, { { TOP, TOP + PAGE }, TABLE_DATA } },
	  2,
	  0,
	  13,
	  -ERANGE,
	  "page tables: range 0x1000000000000-0x1000000001000 ends above 48 bits, 0x1000000000000" },
	{ { { { TOP - PAGE, TOP + PAGE }, TABLE_DATA } },
	  1,
	  0,
	  7,
	  -ERANGE,
	  "page tables: range 0xfffffffff000-0x1000000001000 ends above 48 bits, 0x1000000000000" },
	/* Longer than the bound on pages can be true for. */
	{ { { { 0, GIB(512) + PAGE }, TABLE_DATA } },
	  1,
	  0,
	  7,
	  -ERANGE,
	  "page tables: range 0x0-0x8000001000 is longer than 512 GiB" },
	{ { { { 0, TOP }, TABLE_DATA } }, 1, 0, 7, -ERANGE, "page tables: range 0x0-0x1000000000000 is longer than 512 GiB" },
	/* Twice the same; a page in common; one in the other. */
	{ { GOOD, GOOD }, 2, 0, 13, -EINVAL, "page tables: ranges 0x200000-0x400000 and 0x200000-0x400000 overlap" },
	{ { GOOD, { { MIB(1), MIB(2) + PAGE }, TABLE_CODE } },
	  2,
	  0,
	  13,
	  -EINVAL,
	  "page tables: ranges 0x200000-0x400000 and 0x100000-0x201000 overlap" },
	{ { { { 0, PAGE }, TABLE_CODE }, GOOD, { { MIB(3), MIB(3) + PAGE }, TABLE_DEVICE } },
	  3,
	  0,
	  19,
	  -EINVAL,
	  "page tables: ranges 0x200000-0x400000 and 0x300000-0x301000 overlap" },
	/* No kind that there is. */
	{ { { { 0, PAGE }, (enum table_kind)3 } }, 1, 0, 7, -EINVAL, "page tables: range 0x0-0x1000 is of the unknown kind 3" },
	/* Tables that are not where a table can be. */
	{ { GOOD }, 1, 0x800, 7, -EINVAL, "page tables: their address 0x800 is not 4 KiB-aligned" },
	{ { GOOD }, 1, UINT64_MAX, 7, -EINVAL, "page tables: their address 0xffffffffffffffff is not 4 KiB-aligned" },
	{ { GOOD }, 1, TOP, 7, -ERANGE, "page tables: at 0x1000000000000 they end above 48 bits, 0x1000000000000" },
	{ { GOOD },
	  1,
	  UINT64_MAX - 0xfff,
	  7,
	  -ERANGE,
	  "page tables: at 0xfffffffffffff000 they end above 48 bits, 0x1000000000000" },
	/* This takes 3 pages: the last of them is above. */
	{ { GOOD }, 1, TOP - 2 * PAGE, 7, -ERANGE, "page tables: at 0xffffffffe000 they end above 48 bits, 0x1000000000000" },
	{ { GOOD }, 1, 0, 2, -ENOSPC, "page tables: 1 ranges need more than 2 pages" },
	{ { GOOD }, 1, 0, 0, -ENOSPC, "page tables: 1 ranges need more than 0 pages" },
};

START_TEST(layout_is_refused)
{
	const struct refusal *refusal = &refusals[_i];
	CLEANUP(release) struct built built = build(refusal->row, refusal->count, refusal->base, refusal->capacity);

	ck_assert_str_eq(built.diag.message, refusal->message);
	ck_assert_int_eq(built.r, refusal->error);
	ck_assert_uint_eq(built.used, 12345);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("arm64-tables");
	Suite *suite = suite_create("arm64-tables");

	tcase_add_test(tcase, random_layouts_are_mapped_exactly);
	tcase_add_test(tcase, random_layouts_do_not_fit_in_a_page_less);
	tcase_add_loop_test(tcase, bound_is_reached, 1, ROWS_MAX + 1);
	tcase_add_test(tcase, bound_does_not_wrap);
	tcase_add_loop_test(tcase, layout_takes_as_few_pages_as_it_can, 0, COUNT(shapes));
	tcase_add_test(tcase, descriptors_of_each_kind);
	tcase_add_loop_test(tcase, tables_may_be_anywhere_below_48_bits, 0, COUNT(bases));
	tcase_add_test(tcase, purgatory_cannot_write_its_code_nor_run_its_data);
	tcase_add_test(tcase, purgatory_sees_memory_and_one_page_of_uart);
	tcase_add_loop_test(tcase, layout_is_refused, 0, COUNT(refusals));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
