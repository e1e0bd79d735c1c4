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

#include "arch/arch.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/image.h"
#include "kexec/machine/memmap.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/moves.h"
#include "kexec/plan/plan-check.h"
#include "kexec/plan/plan-make.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/reserved.h"
#include "tests/helpers/exhaustive.h"
#include "tests/helpers/random.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-machine.h"

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
	if (part == PART_BOOT && image->wants_low)
		return (struct near_kernel){ .span = 8 * PAGE, .align = 2 * PAGE };
	return (struct near_kernel){ 0 };
}

static size_t small_demands(const struct image *image, const uint64_t *size, bool crash, uint64_t page_size, struct demand *ret)
{
	size_t count = 0;

	for (int i = 0; i < PART_COUNT; i++) {
		if (!size[i])
			continue;
		ret[count++] = (struct demand){
			.part = (enum part)i,
			.size = size[i],
			.align = i == PART_KERNEL ? image->align : page_size,
			.offset = i == PART_KERNEL ? image->offset : 0,
			.near = small_window((enum part)i, image),
			.from_top = crash ? i > PART_INITRD : !image->wants_low,
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
		enum mem_type type = random_once_in(random, 3) ? MEM_RAM : (enum mem_type)random_below(random, MEM_UNKNOWN + 1);

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

/* Requests of a normal load; a crash load must ignore them. */
static void random_wishes(struct random *random, struct written *w)
{
	w->request.reserved = (enum reserved)random_below(random, 3);
	w->request.reuse_crash = random_once_in(random, 3);
	w->request.relocate = w->request.reserved != RESERVED_NEVER && random_once_in(random, 4);
	w->request.fixed.range = w->fixed;
	w->request.fixed.count = random_once_in(random, 2) ? 0 : random_from_to(random, 1, 2);
	for (size_t i = 0; i < w->request.fixed.count; i++) {
		uint64_t start = random_below(random, PAGES * UNITS_A_PAGE);

		w->fixed[i] = (struct range){ BASE + start * UNIT, BASE + (start + random_from_to(random, 1, 30)) * UNIT };
	}
}

/* A reservation of the next kernel's devicetree, for any load. */
static void random_taken(struct random *random, struct written *w)
{
	w->request.taken.range = w->taken;
	w->request.taken.count = random_once_in(random, 2) ? 0 : random_from_to(random, 1, 2);
	for (size_t i = 0; i < w->request.taken.count; i++) {
		uint64_t start = random_below(random, PAGES * UNITS_A_PAGE);

		w->taken[i] = (struct range){ BASE + start * UNIT, BASE + (start + random_from_to(random, 1, 12)) * UNIT };
	}
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
	w->request.arch = &w->arch;
	w->image.align = align * PAGE;
	w->image.offset = random_below(random, align) * PAGE;
	w->image.wants_low = !random_once_in(random, 2);
	w->request.allowed = random_limits(random);
	w->request.size[PART_KERNEL] = random_size(random, 6);
	w->request.size[PART_INITRD] = random_once_in(random, 4) ? 0 : random_size(random, 6);
	w->request.size[PART_BOOT] = random_size(random, 2);
	w->request.size[PART_ELFCOREHDR] = crash ? random_size(random, 1) : 0;
	w->request.size[PART_PURGATORY] = random_size(random, 2);
	w->request.have_entry = random_once_in(random, 4);
	w->request.entry = BASE + random_below(random, PAGES * PAGE);
	random_wishes(random, w);
	random_taken(random, w);
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

static bool is_in(const struct ranges *ranges, uint64_t page)
{
	for (size_t i = 0; i < ranges->count; i++)
		if (ranges->range[i].start < page + PAGE && page < ranges->range[i].end)
			return true;
	return false;
}

/* The pages that a load may use. */
struct room {
	size_t area;	/* only in that one, or SIZE_MAX for any RAM */
	uint64_t below; /* only below this */
	bool not_fixed; /* not where the next kernel's command line reserves */
};

static bool is_free(const struct written *w, uint64_t page, struct room room)
{
	for (uint64_t at = page; at < page + PAGE; at += UNIT) {
		size_t of = 0;
		int type = type_at(&w->machine.map, at, &of);

		if (room.area == SIZE_MAX ? type != MEM_RAM : (type < 0 || of != room.area))
			return false;
	}
	return page >= w->request.allowed.start && page + PAGE <= w->request.allowed.end && page >= w->arch.window.start &&
	       page + PAGE <= w->arch.window.end && page + PAGE <= room.below &&
	       !(room.not_fixed && is_in(&w->request.fixed, page)) && !is_in(&w->request.taken, page);
}

static struct exhaustive problem_of(const struct written *w, struct room room, struct demand demand[PART_COUNT])
{
	struct exhaustive problem = { .first = FIRST_PAGE, .pages = PAGES, .demand = demand };
	uint64_t size[PART_COUNT];

	for (int i = 0; i < PART_COUNT; i++)
		size[i] = (w->request.size[i] + PAGE - 1) / PAGE * PAGE;
	problem.count = small_demands(&w->image, size, w->request.crash, PAGE, demand);
	for (uint64_t n = 0; n < PAGES; n++)
		if (is_free(w, BASE + n * PAGE, room))
			problem.free_pages |= exhaustive_bits(n, 1);
	return problem;
}

static bool fits(const struct written *w, struct room room)
{
	struct demand demand[PART_COUNT];
	struct exhaustive problem = problem_of(w, room, demand);

	return exhaustive_exists(&problem);
}

/* Parts that are staged in this area need only room there. All but the purgatory, the last part, need a home in free RAM. */
static const struct room homes = { SIZE_MAX, UINT64_MAX, true };

static struct exhaustive staged_problem(const struct written *w, size_t area, struct demand demand[PART_COUNT])
{
	struct exhaustive problem = problem_of(w, (struct room){ area, UINT64_MAX, false }, demand);

	for (size_t i = 0; i < problem.count; i++)
		demand[i] = (struct demand){ .part = demand[i].part, .size = demand[i].size, .align = PAGE };
	return problem;
}

static struct exhaustive home_problem(const struct written *w, struct demand demand[PART_COUNT])
{
	struct exhaustive problem = problem_of(w, homes, demand);

	problem.count--;
	return problem;
}

static bool can_be_staged(const struct written *w, size_t area)
{
	struct demand demand[PART_COUNT], at_home[PART_COUNT];
	struct exhaustive staged = staged_problem(w, area, demand), home = home_problem(w, at_home);

	return !w->request.have_entry && exhaustive_exists(&staged) && exhaustive_exists(&home);
}

struct expected {
	int error;
	enum placement placement;
	struct room room;
};

static struct expected expect_crash(const struct written *w)
{
	struct expected expected = { .error = -ENOENT };

	for (size_t i = w->machine.map.count; i-- > 0;) {
		struct room room = { i, UINT64_MAX, false };

		if (w->area[i].type != MEM_CRASH)
			continue;
		expected.error = -ENOSPC;
		if (fits(w, room))
			return (struct expected){ 0, PLACEMENT_CRASH_REGION, room };
	}
	return expected;
}

static bool touches_fixed(const struct written *w, struct range range)
{
	for (size_t i = 0; i < w->request.fixed.count; i++)
		if (range_overlaps(w->fixed[i], range))
			return true;
	return false;
}

static struct expected expect_in_area(const struct written *w, size_t area)
{
	struct room room = { area, UINT64_MAX, true };
	bool must_move = w->request.relocate || w->image.wants_low;

	if (!must_move && fits(w, room))
		return (struct expected){ 0, PLACEMENT_RESERVED, room };
	if ((must_move || touches_fixed(w, w->area[area].range)) && can_be_staged(w, area))
		return (struct expected){ 0, PLACEMENT_STAGED, room };
	return (struct expected){ .error = -ENOSPC };
}

/* The areas kept for the next kernel downwards, then the highest crash region. */
static struct expected expect_in_region(const struct written *w)
{
	struct expected expected = { .error = -ENOENT };

	for (size_t i = w->machine.map.count; i-- > 0 && expected.error;)
		if (w->area[i].type == MEM_KEXEC)
			expected = expect_in_area(w, i);
	for (size_t i = w->machine.map.count; i-- > 0 && expected.error && w->request.reuse_crash;)
		if (w->area[i].type == MEM_CRASH)
			return expect_in_area(w, i);
	return expected;
}

static struct expected expect_normal(const struct written *w)
{
	static const uint64_t below[] = { GIB(4), UINT64_MAX, GIB(4), UINT64_MAX };
	struct expected expected = { .error = -ENOENT };

	if (w->request.reserved != RESERVED_NEVER)
		expected = expect_in_region(w);
	if (!expected.error || w->request.relocate || w->request.reserved == RESERVED_REQUIRE)
		return expected;
	for (int i = 0; i < 4; i++) {
		struct room room = { SIZE_MAX, below[i], i < 2 };

		if (fits(w, room))
			return (struct expected){ 0, PLACEMENT_FREE_RAM, room };
	}
	return (struct expected){ .error = -ENOSPC };
}

/* The places of the first parts, of as many as the problem has. */
static bool solves(const struct exhaustive *problem, const struct plan *plan, bool home)
{
	struct range place[PART_COUNT];

	for (size_t i = 0; i < problem->count; i++) {
		const struct segment *segment = plan_segment(plan, problem->demand[i].part);

		if (!segment)
			return false;
		place[i] = home ? segment->home : segment->memory;
	}
	return exhaustive_is_solution(problem, place);
}

/* Moving all in the order of moves_order() brings every page home; each page is known by where it was. */
static const char *check_moves(const struct plan *plan)
{
	struct move move[PART_COUNT];
	size_t order[PART_COUNT], count = plan_moves(plan, move);
	uint64_t page[2 * PAGES] = { 0 }, was[PAGES];
	struct diag diag = { 0 };

	if (moves_order(move, count, order, &diag) != 0)
		return "its moves have no order";
	for (uint64_t n = 0; n < PAGES; n++)
		page[n] = n + 1;
	for (size_t i = 0; i < count; i++) {
		const struct move *at = &move[order[i]];

		memcpy(was, page, sizeof(was));
		for (uint64_t n = 0; n < at->size / PAGE; n++)
			page[(at->to - BASE) / PAGE + n] = was[(at->from - BASE) / PAGE + n];
	}
	for (size_t i = 0; i < count; i++)
		for (uint64_t n = 0; n < move[i].size / PAGE; n++)
			if (page[(move[i].to - BASE) / PAGE + n] != (move[i].from - BASE) / PAGE + n + 1)
				return "a page is lost on the way to its home";
	return NULL;
}

static const char *check_staged(const struct written *w, const struct plan *plan, struct expected expected)
{
	struct demand demand[PART_COUNT], at_home[PART_COUNT];
	struct exhaustive staged = staged_problem(w, expected.room.area, demand), home = home_problem(w, at_home);

	if (!solves(&staged, plan, false))
		return "a part is staged where it must not be";
	if (!solves(&home, plan, true))
		return "a part is moved where it must not be";
	return check_moves(plan);
}

static const char *check_plan(const struct written *w, const struct plan *plan, struct expected expected)
{
	struct demand demand[PART_COUNT];
	struct exhaustive problem = problem_of(w, expected.room, demand);
	struct diag diag = { 0 };

	if (plan_check(&w->request, plan, &diag) != 0)
		return "plan_check() refuses it";
	if (plan->segment_count != problem.count)
		return "it has not as many segments as there are parts";
	if (plan->placement != expected.placement)
		return "it is not placed as it should be";
	if (expected.room.area != SIZE_MAX && plan->region.start != w->area[expected.room.area].range.start)
		return "another region would have been preferred";
	if (expected.placement == PLACEMENT_STAGED)
		return check_staged(w, plan, expected);
	return solves(&problem, plan, false) && solves(&problem, plan, true) ? NULL : "a part is where it must not be";
}

static bool in_segment(const struct plan *plan, uint64_t address)
{
	for (size_t i = 0; i < plan->segment_count; i++)
		if (range_contains_address(plan->segment[i].memory, address))
			return true;
	return false;
}

/*
 * The entry asked for is refused: is it outside the plan that would be made without it? What would be staged then is nowhere
 * but in free RAM with it, of which a plan without the region is an example.
 */
static const char *check_refused_entry(const struct written *w, struct expected expected)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written without = *w;
	struct diag diag = { 0 };

	without.request.have_entry = false;
	if (expected.placement == PLACEMENT_FREE_RAM)
		without.request.reserved = RESERVED_NEVER;
	if (expected.placement == PLACEMENT_RESERVED && expect_normal(&without).placement != PLACEMENT_RESERVED)
		return NULL;
	if (!w->request.have_entry || plan_make(&without.request, &plan, &diag) != 0)
		return "it was refused without reason";
	if (in_segment(&plan, w->request.entry))
		return "its entry is in a segment";
	return check_plan(&without, &plan, expected);
}

static const char *check_round(const struct written *w, uint64_t planned[PLACEMENT_STAGED + 1])
{
	struct expected expected = w->request.crash ? expect_crash(w) : expect_normal(w);
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct diag diag = { 0 };
	int r = plan_make(&w->request, &plan, &diag);

	planned[expected.placement] += expected.error == 0;
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
	uint64_t planned[PLACEMENT_STAGED + 1] = { 0 };

	for (uint64_t seed = rounds.first; seed < rounds.first + rounds.count; seed++) {
		struct random random = random_from(seed);
		const char *fault;
		struct written w;

		random_machine(&random, &w);
		fault = check_round(&w, planned);
		ck_assert_msg(!fault, "seed %" PRIu64 ": %s", seed, fault);
	}
	/* Else the machines are too large or too small to tell anything. */
	for (int i = 0; i <= PLACEMENT_STAGED; i++) {
		ck_assert_uint_ge(planned[i], rounds.count / 400);
		ck_assert_uint_le(planned[i], rounds.count / 2);
	}
}
END_TEST

/* ---- advice ---- */

static void random_parts(struct random *random, struct written *w)
{
	write_machine(w, true);
	w->image.wants_low = random_once_in(random, 3);
	w->image.offset = random_once_in(random, 2) ? 0x80000 : 0;
	w->machine.page_size = KIB(4) << 2 * random_below(random, 3);
	w->request.page_size = w->machine.page_size;
	w->request.size[PART_KERNEL] = random_from_to(random, MIB(1), MIB(random_once_in(random, 5) ? 700 : 80));
	w->request.size[PART_INITRD] = random_once_in(random, 5) ? 0 : random_from_to(random, 1, MIB(600));
	if (random_once_in(random, 50))
		w->request.size[PART_INITRD] = random_from_to(random, GIB(20), GIB(40));
	w->request.size[PART_BOOT] = random_from_to(random, KIB(4), MIB(2));
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
			ck_assert_msg(strncmp(diag.hint, "No region is large enough", 25) == 0, "seed %" PRIu64 ": %s", seed,
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

	tcase_set_timeout(tcase, 0);
	tcase_add_test(tcase, plans_and_refusals_are_right_on_random_machines);
	tcase_add_test(tcase, advised_crashkernel_is_large_enough);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
