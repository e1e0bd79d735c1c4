/* SPDX-License-Identifier: GPL-2.0-only */
/* The page tables of layouts at random, as a processor sees them (tests/helpers/table-walker.h). */

#include <check.h>
#include <errno.h>
#include <stdio.h>

#include "arch/arm64/tables.h"
#include "kexec/base/cleanup.h"
#include "tests/helpers/random.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/table-walker.h"

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
		CLEANUP(release_built) struct built built = build(layout.row, layout.count, layout.base, bound);
		struct found found = { 0 };

		built.seed = seed;
		EXPECT(&built, built.r == 0 && built.used <= bound);
		EXPECT(&built, built.used == pages_needed(layout.row, layout.count));
		scan(&built, &found);
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
		CLEANUP(release_built) struct built fits = build(layout.row, layout.count, layout.base, needed);
		CLEANUP(release_built) struct built built = build(layout.row, layout.count, layout.base, needed - 1);
		struct random random = random_from(seed);
		CLEANUP(release_built)
		struct built less = build(layout.row, layout.count, layout.base, random_below(&random, needed));

		fits.seed = built.seed = less.seed = seed;
		EXPECT(&fits, fits.r == 0 && fits.used == needed);
		EXPECT(&built, built.r == -ENOSPC && built.used == 12345);
		EXPECT(&less, less.r == -ENOSPC && less.used == 12345);
	}
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("arm64-tables-random");
	Suite *suite = suite_create("arm64-tables-random");

	tcase_add_test(tcase, random_layouts_are_mapped_exactly);
	tcase_add_test(tcase, random_layouts_do_not_fit_in_a_page_less);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
