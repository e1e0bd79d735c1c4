/* SPDX-License-Identifier: GPL-2.0-only */
/* solve() against an exhaustive search on small maps, and what it does with large ones. */

#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kexec/plan/demand.h"
#include "kexec/plan/solve.h"
#include "tests/helpers/exhaustive.h"
#include "tests/helpers/random.h"
#include "tests/helpers/suite.h"

#define PAGE EXHAUSTIVE_PAGE
#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

#define RANGES_MAX 4

/* The shape of random problems, in pages. */
struct shape {
	const char *name;
	uint64_t pages, ranges, range_max, demands, size_max, span_max, aligns;
	uint64_t rounds;
};

static const struct shape shapes[] = {
	{ "crowded", 24, 4, 14, PART_COUNT, 8, 16, 4, 20000 },
	{ "long ranges", 63, 2, 60, 3, 4, 4, 2, 5000 },
};

struct problem {
	struct exhaustive small;
	struct range range[RANGES_MAX];
	size_t range_count;
	struct demand demand[PART_COUNT];
};

/* ---- random problems ---- */

/* Ranges with at least a page between them. */
static void random_map(struct random *random, const struct shape *shape, struct problem *problem)
{
	uint64_t wanted = random_from_to(random, 1, shape->ranges), at = random_below(random, 3);

	problem->small.pages = shape->pages;
	for (uint64_t i = 0; i < wanted && at < shape->pages; i++) {
		uint64_t left = shape->pages - at, most = left < shape->range_max ? left : shape->range_max;
		uint64_t size = random_from_to(random, 1, most);

		problem->range[problem->range_count++] = (struct range){ at * PAGE, (at + size) * PAGE };
		problem->small.free_pages |= exhaustive_bits(at, size);
		at += size + random_from_to(random, 1, 3);
	}
}

static struct near_kernel random_near(struct random *random, const struct shape *shape)
{
	if (random_once_in(random, 2))
		return (struct near_kernel){ 0 };
	return (struct near_kernel){
		.span = random_from_to(random, 1, shape->span_max) * PAGE,
		.align = PAGE << random_below(random, shape->aligns),
		.may_precede = random_once_in(random, 2),
	};
}

/* A third of all parts have absolute bounds; in pages, of which a map has first to first + pages. */
static struct range random_window(struct random *random, const struct problem *problem)
{
	uint64_t start = problem->small.first + random_below(random, problem->small.pages);

	if (!random_once_in(random, 3))
		return (struct range){ 0 };
	return (struct range){ start * PAGE, (start + random_from_to(random, 1, problem->small.pages)) * PAGE };
}

static void random_demands(struct random *random, const struct shape *shape, struct problem *problem)
{
	problem->small.count = random_from_to(random, 1, shape->demands);
	problem->small.demand = problem->demand;
	for (size_t i = 0; i < problem->small.count; i++) {
		uint64_t align = i ? 1 : UINT64_C(1) << random_below(random, shape->aligns);

		problem->demand[i] = (struct demand){
			.part = (enum part)i,
			.size = random_from_to(random, 1, random_once_in(random, 3) ? shape->size_max : 3) * PAGE,
			.align = align * PAGE,
			.offset = random_below(random, align) * PAGE,
			.near = i ? random_near(random, shape) : (struct near_kernel){ 0 },
			.window = random_window(random, problem),
			.from_top = random_once_in(random, 2),
		};
	}
}

static void print_problem(const struct problem *problem, uint64_t seed)
{
	fprintf(stderr, "seed %" PRIu64 ": free pages", seed);
	for (size_t i = 0; i < problem->range_count; i++)
		fprintf(stderr, " [%" PRIu64 ",%" PRIu64 ")", problem->range[i].start / PAGE, problem->range[i].end / PAGE);
	fprintf(stderr, "\n");
	for (size_t i = 0; i < problem->small.count; i++) {
		const struct demand *demand = &problem->demand[i];

		fprintf(stderr, "  size %" PRIu64 " at n*%" PRIu64 "+%" PRIu64 ", span %" PRIu64 " of %" PRIu64 "%s%s, in [%" PRIu64 ",%" PRIu64 ")\n",
			demand->size / PAGE, demand->align / PAGE, demand->offset / PAGE, demand->near.span / PAGE,
			demand->near.align / PAGE, demand->near.may_precede ? ", may precede" : "",
			demand->from_top ? ", from top" : "", demand->window.start / PAGE, demand->window.end / PAGE);
	}
}

START_TEST(placement_exists_exactly_when_an_exhaustive_search_finds_one)
{
	const struct shape *shape = &shapes[_i];
	const struct rounds rounds = random_rounds(shape->rounds);
	uint64_t placed = 0, refused = 0;

	for (uint64_t seed = rounds.first; seed < rounds.first + rounds.count; seed++) {
		struct range place_at[PART_COUNT] = { 0 };
		struct random random = random_from(seed);
		struct problem problem = { 0 };
		bool exists;
		int r;

		random_map(&random, shape, &problem);
		random_demands(&random, shape, &problem);
		exists = exhaustive_exists(&problem.small);
		r = solve(problem.range, problem.range_count, problem.demand, problem.small.count, place_at);
		if (r != (exists ? 0 : -ENOSPC) || (exists && !exhaustive_is_solution(&problem.small, place_at))) {
			print_problem(&problem, seed);
			ck_abort_msg("%s, seed %" PRIu64 ": solve() returned %d, a placement %s", shape->name, seed, r,
				     exists ? "exists" : "does not exist");
		}
		placed += exists;
		refused += !exists;
	}
	/* Else the problems are too easy or too hard to tell anything. */
	ck_assert_uint_ge(placed, rounds.count / 10);
	ck_assert_uint_ge(refused, rounds.count / 10);
}
END_TEST

/* ---- one behaviour each ---- */

/* A kernel of an arm64 load: 2 MiB steps. */
static struct demand kernel_of(uint64_t size, uint64_t offset, bool from_top)
{
	return (struct demand){ .part = PART_KERNEL, .size = size, .align = MIB(2), .offset = offset, .from_top = from_top };
}

static struct demand part_of(enum part part, uint64_t size, bool from_top)
{
	return (struct demand){ .part = part, .size = size, .align = PAGE, .from_top = from_top };
}

START_TEST(nothing_to_place_into_is_refused)
{
	struct demand demand = kernel_of(PAGE, 0, false);
	struct range place_at = { 1, 2 };

	ck_assert_int_eq(solve(NULL, 0, &demand, 1, &place_at), -ENOSPC);
	ck_assert_uint_eq(place_at.start, 1);
	ck_assert_uint_eq(place_at.end, 2);
}
END_TEST

START_TEST(no_demands_are_refused)
{
	struct range free_range = { 0, MIB(2) };

	ck_assert_int_eq(solve(&free_range, 1, NULL, 0, NULL), -ENOSPC);
}
END_TEST

/* An exact fit leaves no page over. */
START_TEST(exact_fit_is_found)
{
	struct range free_range = { MIB(2), MIB(4) };
	struct demand demand[] = { kernel_of(MIB(2) - PAGE, 0, true), part_of(PART_BOOT, PAGE, true) };
	struct range place_at[2];

	ck_assert_int_eq(solve(&free_range, 1, demand, 2, place_at), 0);
	ck_assert_uint_eq(place_at[0].start, MIB(2));
	ck_assert_uint_eq(place_at[1].start, MIB(4) - PAGE);
	demand[1].size = 2 * PAGE;
	ck_assert_int_eq(solve(&free_range, 1, demand, 2, place_at), -ENOSPC);
}
END_TEST

START_TEST(parts_go_to_the_end_they_prefer)
{
	struct range free_range[] = { { MIB(1), MIB(64) }, { MIB(128), MIB(256) } };
	struct demand demand[] = {
		kernel_of(MIB(8), 0x80000, false),
		part_of(PART_INITRD, MIB(4), false),
		part_of(PART_BOOT, MIB(1), true),
		part_of(PART_ELFCOREHDR, PAGE, true),
	};
	struct range place_at[4];

	ck_assert_int_eq(solve(free_range, 2, demand, 4, place_at), 0);
	ck_assert_uint_eq(place_at[0].start, MIB(2) + 0x80000);
	ck_assert_uint_eq(place_at[1].start, MIB(2) + 0x80000 + MIB(8));
	ck_assert_uint_eq(place_at[2].start, MIB(255));
	ck_assert_uint_eq(place_at[3].start, MIB(255) - PAGE);
}
END_TEST

/* The initrd window of arm64 with the kernel at the top of a large memory: 32 GiB downwards, in whole GiB. */
START_TEST(window_bounds_the_initrd)
{
	struct range free_range[] = { { 0, GIB(1) }, { GIB(64), GIB(65) } };
	struct demand demand[] = { kernel_of(MIB(16), 0, true), part_of(PART_INITRD, GIB(1) - MIB(8), false) };
	struct range place_at[2];

	demand[1].near = (struct near_kernel){ .span = GIB(32), .align = GIB(1), .may_precede = true };
	ck_assert_int_eq(solve(free_range, 2, demand, 2, place_at), -ENOSPC);
	demand[1].near.span = 0;
	ck_assert_int_eq(solve(free_range, 2, demand, 2, place_at), 0);
	ck_assert_uint_eq(place_at[1].start, 0);
}
END_TEST

struct window_case {
	struct near_kernel near;
	struct range kernel, window;
};

static const struct window_case window_cases[] = {
	/* No window. */
	{ { 0, 0, false }, { GIB(1), GIB(2) }, { 0, UINT64_MAX } },
	/* The kernel in the middle of a GiB: a window that has to cover it and may begin 32 GiB below its end, rounded up. */
	{ { GIB(32), GIB(1), true }, { GIB(40) + MIB(2), GIB(40) + MIB(34) }, { GIB(9), GIB(72) } },
	/* Its end is a multiple: nothing is lost to rounding. */
	{ { GIB(32), GIB(1), true }, { GIB(39), GIB(40) }, { GIB(8), GIB(71) } },
	/* So low that the window begins at 0. */
	{ { GIB(32), GIB(1), true }, { MIB(2), MIB(34) }, { 0, GIB(32) } },
	{ { GIB(32), GIB(1), true }, { GIB(31), GIB(32) }, { 0, GIB(63) } },
	/* Not below the 2 MiB boundary under the kernel. */
	{ { MIB(512), MIB(2), false }, { MIB(4) + 0x80000, MIB(40) }, { MIB(4), MIB(516) } },
	/* At the top of all addresses the window ends with them, ... */
	{ { GIB(32), GIB(1), false }, { UINT64_MAX - MIB(2), UINT64_MAX - PAGE }, { UINT64_MAX - GIB(1) + 1, UINT64_MAX } },
	/* ... and where no multiple is left for its start nothing is in it. */
	{ { PAGE, GIB(1), true }, { UINT64_MAX - MIB(2), UINT64_MAX }, { UINT64_MAX, UINT64_MAX - GIB(1) + 1 + PAGE } },
};

START_TEST(window_is_as_defined)
{
	const struct window_case *c = &window_cases[_i];
	struct range window = near_window(&c->near, c->kernel);

	ck_assert_uint_eq(window.start, c->window.start);
	ck_assert_uint_eq(window.end, c->window.end);
}
END_TEST

/* Sizes that add up to more than 64 bits have no place; nothing may wrap around. */
START_TEST(sizes_beyond_64_bits_are_refused)
{
	struct range free_range = { 0, UINT64_MAX - PAGE + 1 };
	struct demand demand[] = {
		kernel_of(MIB(2), 0, false),
		part_of(PART_INITRD, UINT64_C(1) << 63, false),
		part_of(PART_BOOT, UINT64_C(1) << 63, false),
	};
	struct range place_at[3];

	ck_assert_int_eq(solve(&free_range, 1, demand, 3, place_at), -ENOSPC);
	demand[0].size = UINT64_MAX - PAGE + 1;
	demand[0].offset = PAGE;
	ck_assert_int_eq(solve(&free_range, 1, demand, 1, place_at), -ENOSPC);
}
END_TEST

/* ---- speed ---- */

/* The CPU time of this process, so that a busy machine does not fail a test. */
static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

struct slow_case {
	uint64_t range_size;
	uint64_t size[PART_COUNT];
};

/* Each is impossible in 200 ranges of that size, for a reason that shows later and later in a search. */
static const struct slow_case slow_cases[] = {
	/* The kernel fits nowhere. */
	{ MIB(30), { MIB(32), MIB(8), MIB(1), PAGE, PAGE } },
	/* The kernel fits everywhere, the initrd nowhere. */
	{ MIB(300), { MIB(32), MIB(301), MIB(1), PAGE, PAGE } },
	/* The smallest part with a window fits nowhere. */
	{ MIB(300), { MIB(32), MIB(8), MIB(301), PAGE, PAGE } },
	/* The last part fits nowhere. */
	{ MIB(300), { MIB(32), MIB(8), MIB(1), PAGE, MIB(301) } },
};

START_TEST(impossible_demand_in_200_ranges_is_refused_quickly)
{
	const struct slow_case *c = &slow_cases[_i];
	struct range free_range[200], place_at[PART_COUNT];
	struct demand demand[PART_COUNT];
	double before;

	for (size_t i = 0; i < COUNT(free_range); i++)
		free_range[i] = (struct range){ i * GIB(1) + PAGE, i * GIB(1) + PAGE + c->range_size };
	demand[0] = kernel_of(c->size[0], 0x80000, true);
	for (int part = 1; part < PART_COUNT; part++)
		demand[part] = part_of((enum part)part, c->size[part], true);
	demand[PART_INITRD].near = (struct near_kernel){ .span = GIB(32), .align = GIB(1), .may_precede = true };
	demand[PART_BOOT].near = (struct near_kernel){ .span = MIB(512), .align = MIB(2) };

	before = seconds_now();
	ck_assert_int_eq(solve(free_range, COUNT(free_range), demand, PART_COUNT, place_at), -ENOSPC);
	ck_assert_msg(seconds_now() - before < 2, "took %g s", seconds_now() - before);
}
END_TEST

/* Absurd sizes: a kernel larger than the window of its devicetree, in more memory than any machine has. */
START_TEST(kernel_that_outgrows_a_window_is_refused_quickly)
{
	struct range free_range = { 0, UINT64_C(1) << 48 }, place_at[2];
	struct demand demand[] = { kernel_of(GIB(1), 0, _i), part_of(PART_BOOT, MIB(1), false) };
	double before = seconds_now();

	demand[1].near = (struct near_kernel){ .span = MIB(512), .align = MIB(2) };
	ck_assert_int_eq(solve(&free_range, 1, demand, 2, place_at), -ENOSPC);
	ck_assert_msg(seconds_now() - before < 2, "took %g s", seconds_now() - before);
}
END_TEST

/*
 * Each part fits somewhere alone, never all together: 200 ranges in which every part wants the same one large range.
 */
START_TEST(parts_that_exclude_each_other_are_refused_quickly)
{
	struct range free_range[200], place_at[PART_COUNT];
	struct demand demand[PART_COUNT] = {
		kernel_of(MIB(32), 0, true),
		part_of(PART_INITRD, MIB(200), true),
		part_of(PART_BOOT, MIB(200), true),
		part_of(PART_ELFCOREHDR, MIB(200), true),
		part_of(PART_PURGATORY, MIB(200), true),
	};
	double before;

	for (size_t i = 0; i < COUNT(free_range); i++)
		free_range[i] = (struct range){ i * GIB(1), i * GIB(1) + (i == 100 || i == 150 ? MIB(399) : MIB(190)) };
	before = seconds_now();
	ck_assert_int_eq(solve(free_range, COUNT(free_range), demand, PART_COUNT, place_at), -ENOSPC);
	ck_assert_msg(seconds_now() - before < 2, "took %g s", seconds_now() - before);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("place");
	TCase *tcase = tcase_create("place"), *property = tcase_create("property");

	tcase_add_test(tcase, nothing_to_place_into_is_refused);
	tcase_add_test(tcase, no_demands_are_refused);
	tcase_add_test(tcase, exact_fit_is_found);
	tcase_add_test(tcase, parts_go_to_the_end_they_prefer);
	tcase_add_test(tcase, window_bounds_the_initrd);
	tcase_add_loop_test(tcase, window_is_as_defined, 0, (int)COUNT(window_cases));
	tcase_add_test(tcase, sizes_beyond_64_bits_are_refused);
	tcase_add_loop_test(tcase, impossible_demand_in_200_ranges_is_refused_quickly, 0, (int)COUNT(slow_cases));
	tcase_add_loop_test(tcase, kernel_that_outgrows_a_window_is_refused_quickly, 0, 2);
	tcase_add_test(tcase, parts_that_exclude_each_other_are_refused_quickly);
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(property, 0);
	tcase_add_loop_test(property, placement_exists_exactly_when_an_exhaustive_search_finds_one, 0, (int)COUNT(shapes));
	suite_add_tcase(suite, property);
	return run_suite(suite);
}
