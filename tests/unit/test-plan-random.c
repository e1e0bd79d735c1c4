/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plans on random machines: each plan passes plan_check() and a checker of this file's own, each refusal is justified by an
 * exhaustive search, and what a refusal advises would do.
 */
#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/cleanup.h"
#include "tests/helpers/exhaustive.h"
#include "tests/helpers/random.h"
#include "tests/helpers/written.h"

#define PAGE EXHAUSTIVE_PAGE
#define PAGES 24
#define FIRST_PAGE (GIB(4) / PAGE - PAGES / 2) /* 4 GiB is in the middle */
#define BASE (FIRST_PAGE * PAGE)
#define UNITS_A_PAGE 4 /* areas begin and end on a quarter of a page */
#define UNIT (PAGE / UNITS_A_PAGE)

/* ---- an architecture with windows of a few pages ---- */

static struct near_kernel small_window(enum part part, const struct image *image)
{
	if (part == PART_INITRD)
		return (struct near_kernel){ .span = 12 * PAGE, .align = 4 * PAGE, .may_precede = true };
	if (part == PART_DTB && !image->any_placement)
		return (struct near_kernel){ .span = 8 * PAGE, .align = 2 * PAGE };
	return (struct near_kernel){ 0 };
}

static size_t small_demands(const struct image *image, const uint64_t size[PART_COUNT], bool crash, uint64_t page_size,
			    struct demand ret[PART_COUNT])
{
	size_t count = 0;

	for (int i = 0; i < PART_COUNT; i++) {
		if (!size[i])
			continue;
		ret[count++] = (struct demand){
			.part = (enum part)i,
			.size = size[i],
			.align = i == PART_KERNEL ? image->align : page_size,
			.offset = i == PART_KERNEL ? image->text_offset : 0,
			.near = small_window((enum part)i, image),
			.from_top = crash ? i > PART_INITRD : image->any_placement,
		};
	}
	return count;
}

/* ---- random machines ---- */

static void random_areas(struct random *random, struct written *w)
{
	uint64_t at = random_below(random, 6);

	for (int i = 0; i < 6 && at < PAGES * UNITS_A_PAGE; i++) {
		uint64_t left = PAGES * UNITS_A_PAGE - at, most = left < 60 ? left : 60, size = random_from_to(random, 1, most);
		enum mem_type type = random_once_in(random, 3) ? MEM_RAM : (enum mem_type)random_below(random, MEM_KEXEC + 1);

		/* Whole pages are the rule. */
		if (!random_once_in(random, 4) && left >= UNITS_A_PAGE) {
			at = at / UNITS_A_PAGE * UNITS_A_PAGE;
			size = (size + UNITS_A_PAGE - 1) / UNITS_A_PAGE * UNITS_A_PAGE;
			if (i && w->area[w->machine.map.count - 1].range.end > BASE + at * UNIT)
				at += UNITS_A_PAGE;
		}
		if (at + size > PAGES * UNITS_A_PAGE)
			return;
		add_area(w, BASE + at * UNIT, BASE + (at + size) * UNIT, type);
		at += size + (random_once_in(random, 2) ? 0 : random_from_to(random, 1, 6));
	}
}

/* Somewhere around the memory there is. */
static struct range random_limits(struct random *random)
{
	uint64_t start = random_below(random, PAGES * PAGE / 2), end = start + random_from_to(random, 1, PAGES * PAGE);

	if (random_once_in(random, 2))
		return (struct range){ 0, UINT64_MAX };
	return (struct range){ random_once_in(random, 2) ? 0 : BASE + start,
			       random_once_in(random, 2) ? UINT64_MAX : BASE + end };
}

static uint64_t random_size(struct random *random, uint64_t pages)
{
	return random_from_to(random, 1, pages * PAGE);
}

static void random_machine(struct random *random, struct written *w)
{
	bool crash = random_once_in(random, 2);
	uint64_t align = UINT64_C(1) << random_below(random, 3);

	write_machine(w, crash);
	random_areas(random, w);
	w->arch = arch_arm64;
	w->arch.demands = small_demands;
	if (random_once_in(random, 4))
		w->arch.window = random_limits(random);
	w->machine.arch = &w->arch;
	w->image.align = align * PAGE;
	w->image.text_offset = random_below(random, align) * PAGE;
	w->image.any_placement = random_once_in(random, 2);
	w->request.allowed = random_limits(random);
	w->request.size[PART_KERNEL] = random_size(random, 6);
	w->request.size[PART_INITRD] = random_once_in(random, 4) ? 0 : random_size(random, 6);
	w->request.size[PART_DTB] = random_size(random, 2);
	w->request.size[PART_ELFCOREHDR] = crash ? random_size(random, 1) : 0;
	w->request.size[PART_PURGATORY] = random_size(random, 2);
	w->request.have_entry = random_once_in(random, 4);
	w->request.entry = BASE + random_below(random, PAGES * PAGE);
	w->request.reserved = RESERVED_NEVER;
}

/* ---- what must come out ---- */

/* The type of what has this byte, and in *ret which area it is. */
static int type_at(const struct memmap *map, uint64_t address, size_t *ret)
{
	for (size_t i = 0; i < map->count; i++)
		if (range_contains_address(map->area[i].range, address)) {
			*ret = i;
			return (int)map->area[i].type;
		}
	return -1;
}

/* May this page be loaded to? area: only that one, or SIZE_MAX for any RAM. */
static bool is_free(const struct written *w, uint64_t page, size_t area, uint64_t below)
{
	for (uint64_t at = page; at < page + PAGE; at += UNIT) {
		size_t of = 0;
		int type = type_at(&w->machine.map, at, &of);

		if (area == SIZE_MAX ? type != MEM_RAM : (type < 0 || of != area))
			return false;
	}
	return page >= w->request.allowed.start && page + PAGE <= w->request.allowed.end && page >= w->arch.window.start &&
	       page + PAGE <= w->arch.window.end && page + PAGE <= below;
}

static struct exhaustive problem_of(const struct written *w, size_t area, uint64_t below, struct demand demand[PART_COUNT])
{
	struct exhaustive problem = { .first = FIRST_PAGE, .pages = PAGES, .demand = demand };
	uint64_t size[PART_COUNT];

	for (int i = 0; i < PART_COUNT; i++)
		size[i] = (w->request.size[i] + PAGE - 1) / PAGE * PAGE;
	problem.count = small_demands(&w->image, size, w->request.crash, PAGE, demand);
	for (uint64_t n = 0; n < PAGES; n++)
		if (is_free(w, BASE + n * PAGE, area, below))
			problem.free_pages |= exhaustive_bits(n, 1);
	return problem;
}

struct expected {
	int error;
	size_t area;	/* crash: which is loaded into */
	uint64_t below; /* normal: all is below this */
};

static struct expected expect_crash(const struct written *w)
{
	struct expected expected = { .error = -ENOENT, .below = UINT64_MAX };
	struct demand demand[PART_COUNT];

	for (size_t i = w->machine.map.count; i-- > 0;) {
		struct exhaustive problem;

		if (w->area[i].type != MEM_CRASH)
			continue;
		expected.error = -ENOSPC;
		problem = problem_of(w, i, UINT64_MAX, demand);
		if (exhaustive_exists(&problem))
			return (struct expected){ .error = 0, .area = i, .below = UINT64_MAX };
	}
	return expected;
}

static struct expected expect_normal(const struct written *w)
{
	static const uint64_t below[] = { GIB(4), UINT64_MAX };
	struct demand demand[PART_COUNT];

	for (int i = 0; i < 2; i++) {
		struct exhaustive problem = problem_of(w, SIZE_MAX, below[i], demand);

		if (exhaustive_exists(&problem))
			return (struct expected){ .error = 0, .area = SIZE_MAX, .below = below[i] };
	}
	return (struct expected){ .error = -ENOSPC };
}

static const char *check_plan(const struct written *w, const struct plan *plan, struct expected expected)
{
	struct range place[PART_COUNT];
	struct demand demand[PART_COUNT];
	struct exhaustive problem = problem_of(w, expected.area, expected.below, demand);
	struct diag diag = { 0 };

	if (plan_check(&w->request, plan, &diag) != 0)
		return "plan_check() refuses it";
	if (plan->segment_count != problem.count)
		return "it has not as many segments as there are parts";
	for (size_t i = 0; i < problem.count; i++) {
		if (!plan_segment(plan, demand[i].part))
			return "a part has no segment";
		place[i] = plan_segment(plan, demand[i].part)->memory;
	}
	if (!exhaustive_is_solution(&problem, place))
		return "a part is where it must not be";
	if (w->request.crash && plan->region.start != w->area[expected.area].range.start)
		return "another region would have been preferred";
	return NULL;
}

static bool in_segment(const struct plan *plan, uint64_t address)
{
	for (size_t i = 0; i < plan->segment_count; i++)
		if (range_contains_address(plan->segment[i].memory, address))
			return true;
	return false;
}

/* The entry asked for is refused: is it outside the plan that would be made without it? */
static const char *check_refused_entry(const struct written *w, struct expected expected)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written without = *w;
	struct diag diag = { 0 };

	without.request.have_entry = false;
	if (!w->request.have_entry || plan_make(&without.request, &plan, &diag) != 0)
		return "it was refused without reason";
	if (in_segment(&plan, w->request.entry))
		return "its entry is in a segment";
	return check_plan(&without, &plan, expected);
}

static const char *check_round(const struct written *w, bool *ret_planned)
{
	struct expected expected = w->request.crash ? expect_crash(w) : expect_normal(w);
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct diag diag = { 0 };
	int r = plan_make(&w->request, &plan, &diag);

	*ret_planned = expected.error == 0;
	if (r != 0 && !diag.message[0])
		return "it was refused without a word";
	if (r == -EINVAL && expected.error == 0)
		return check_refused_entry(w, expected);
	if (r != expected.error)
		return expected.error ? "it is not the error it should be" : "there is a plan that was not found";
	return r ? NULL : check_plan(w, &plan, expected);
}

START_TEST(plans_and_refusals_are_right_on_random_machines)
{
	const struct rounds rounds = random_rounds(20000);
	uint64_t planned = 0;

	for (uint64_t seed = rounds.first; seed < rounds.first + rounds.count; seed++) {
		struct random random = random_from(seed);
		const char *fault;
		struct written w;
		bool is_planned;

		random_machine(&random, &w);
		fault = check_round(&w, &is_planned);
		ck_assert_msg(!fault, "seed %" PRIu64 ": %s", seed, fault);
		planned += is_planned;
	}
	/* Else the machines are too large or too small to tell anything. */
	ck_assert_uint_ge(planned, rounds.count / 10);
	ck_assert_uint_le(planned, rounds.count / 10 * 9 + 1);
}
END_TEST

/* ---- advice ---- */

static void random_parts(struct random *random, struct written *w)
{
	write_machine(w, true);
	w->image.any_placement = !random_once_in(random, 3);
	w->image.text_offset = random_once_in(random, 2) ? 0x80000 : 0;
	w->machine.page_size = KIB(4) << 2 * random_below(random, 3);
	w->request.size[PART_KERNEL] = random_from_to(random, MIB(1), MIB(random_once_in(random, 5) ? 700 : 80));
	w->request.size[PART_INITRD] = random_once_in(random, 5) ? 0 : random_from_to(random, 1, MIB(600));
	if (random_once_in(random, 50))
		w->request.size[PART_INITRD] = random_from_to(random, GIB(20), GIB(40));
	w->request.size[PART_DTB] = random_from_to(random, KIB(4), MIB(2));
}

static int plan_in_region(struct written *w, struct range region, struct diag *diag)
{
	CLEANUP(plan_release) struct plan plan = { 0 };

	w->machine.map.count = 0;
	add_area(w, region.start, region.end, MEM_CRASH);
	return plan_make(&w->request, &plan, diag);
}

/* Whoever follows the advice and boots with that crashkernel= must not be refused again, wherever the region comes to lie. */
START_TEST(advised_crashkernel_is_large_enough)
{
	const struct rounds rounds = random_rounds(5000);
	uint64_t advised = 0;

	for (uint64_t seed = rounds.first; seed < rounds.first + rounds.count; seed++) {
		struct random random = random_from(seed);
		struct diag diag = { 0 };
		uint64_t mib, start;
		struct written w;

		random_parts(&random, &w);
		/* Too small for the kernel alone. */
		ck_assert_int_eq(plan_in_region(&w, (struct range){ MIB(512), MIB(512) + w.request.size[PART_KERNEL] }, &diag),
				 -ENOSPC);
		if (sscanf(diag.hint, "Boot with crashkernel=%" SCNu64 "M", &mib) != 1) {
			ck_assert_msg(strncmp(diag.hint, "No region would do", 18) == 0, "seed %" PRIu64 ": %s", seed,
				      diag.hint);
			ck_assert_int_eq(plan_in_region(&w, (struct range){ GIB(1), GIB(200) }, &diag), -ENOSPC);
			continue;
		}
		/* The kernel reserves at multiples of 2 MiB. */
		start = MIB(2) * random_from_to(&random, 1, GIB(64) / MIB(2));
		ck_assert_msg(plan_in_region(&w, (struct range){ start, start + MIB(mib) }, &diag) == 0,
			      "seed %" PRIu64 ": %s at 0x%" PRIx64, seed, diag.message, start);
		advised++;
	}
	ck_assert_uint_ge(advised, rounds.count / 2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plan-random");
	TCase *tcase = tcase_create("property");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tcase, 0);
	tcase_add_test(tcase, plans_and_refusals_are_right_on_random_machines);
	tcase_add_test(tcase, advised_crashkernel_is_large_enough);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
