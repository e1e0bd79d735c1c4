/* SPDX-License-Identifier: GPL-2.0-only */
/* Plans of normal loads on machines that keep memory for them. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/machine/memmap.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/reserved.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-machine.h"

/* A normal load with 2 GiB of RAM from 1 GiB, a region of so much at its end, and another GiB of RAM from 4 GiB. */
static void write_kept(struct written *w, uint64_t size)
{
	write_machine(w, false);
	add_area(w, GIB(1), GIB(3) - size, MEM_RAM);
	add_area(w, GIB(3) - size, GIB(3), MEM_KEXEC);
	add_area(w, GIB(4), GIB(5), MEM_RAM);
	w->request.fixed.range = w->fixed;
}

static void fix(struct written *w, uint64_t start, uint64_t end)
{
	w->fixed[w->request.fixed.count++] = (struct range){ start, end };
}

static void check_all_inside(const struct plan *plan, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < plan->segment_count; i++)
		ck_assert(range_contains((struct range){ start, end }, plan->segment[i].memory));
}

static struct range home_of(const struct plan *plan, enum part part)
{
	ck_assert_ptr_nonnull(plan_segment(plan, part));
	return plan_segment(plan, part)->home;
}

static void check_stays(const struct plan *plan, enum part part)
{
	struct range memory = memory_of(plan, part);

	check_range(home_of(plan, part), memory.start, memory.end);
}

START_TEST(kept_memory_is_loaded_into)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_kept(&w, MIB(64));
	make_well(&w, &plan);
	ck_assert_int_eq(plan.placement, PLACEMENT_RESERVED);
	ck_assert(!plan.reuses_crash);
	check_range(plan.region, GIB(3) - MIB(64), GIB(3));
	check_all_inside(&plan, GIB(3) - MIB(64), GIB(3));
	check_stays(&plan, PART_KERNEL);
	ck_assert_str_eq(plan.reason, "the \"Kexec kernel\" region, where everything will run");
}
END_TEST

/* At any address: the parts need no DMA. */
START_TEST(kept_memory_above_4_gib_is_loaded_into)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_kept(&w, MIB(64));
	w.area[1].type = MEM_RESERVED;
	add_area(&w, GIB(64), GIB(64) + MIB(64), MEM_KEXEC);
	make_well(&w, &plan);
	check_all_inside(&plan, GIB(64), GIB(64) + MIB(64));
}
END_TEST

START_TEST(highest_kept_memory_that_serves_is_taken)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_kept(&w, MIB(64));
	add_area(&w, GIB(6), GIB(6) + MIB(64), MEM_KEXEC);
	add_area(&w, GIB(7), GIB(7) + MIB(32), MEM_KEXEC);
	make_well(&w, &plan);
	check_all_inside(&plan, GIB(6), GIB(6) + MIB(64));
}
END_TEST

START_TEST(kept_memory_too_small_is_left_alone_and_told)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_kept(&w, MIB(48));
	make_well(&w, &plan);
	ck_assert_int_eq(plan.placement, PLACEMENT_FREE_RAM);
	ck_assert_str_eq(plan.reason, "free RAM below 4 GiB; the \"Kexec kernel\" region 0xbd000000-0xbfffffff cannot be used: "
				      "it has 48 MiB, 50.1 MiB are needed");
}
END_TEST

/* 51 MiB would do, but the region begins a MiB above a multiple of 2 MiB. */
START_TEST(kept_memory_too_small_once_aligned_is_told_so)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_machine(&w, false);
	add_area(&w, GIB(1), GIB(2), MEM_RAM);
	add_area(&w, GIB(2) + MIB(1), GIB(2) + MIB(32), MEM_KEXEC);
	w.request.size[PART_INITRD] = 0;
	w.request.size[PART_KERNEL] = MIB(30) + KIB(512);
	make_well(&w, &plan);
	ck_assert_ptr_nonnull(strstr(plan.reason, "it has 31 MiB, too little for 30.6 MiB once the kernel is aligned"));
}
END_TEST

START_TEST(kept_memory_is_never_used_where_that_is_asked_for)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_kept(&w, MIB(64));
	w.request.reserved = RESERVED_NEVER;
	make_well(&w, &plan);
	ck_assert_int_eq(plan.placement, PLACEMENT_FREE_RAM);
	check_all_inside(&plan, GIB(1), GIB(3) - MIB(64));
	ck_assert_str_eq(plan.reason, "free RAM below 4 GiB");
}
END_TEST

/* The next kernel could not have its memory if it lay there: all is moved to the lowest RAM. */
START_TEST(what_the_next_kernel_keeps_is_only_staged_in)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_kept(&w, MIB(64));
	fix(&w, GIB(3) - MIB(64), GIB(3));
	make_well(&w, &plan);
	ck_assert_int_eq(plan.placement, PLACEMENT_STAGED);
	check_all_inside(&plan, GIB(3) - MIB(64), GIB(3));
	check_range(home_of(&plan, PART_KERNEL), GIB(1), GIB(1) + MIB(30));
	check_range(home_of(&plan, PART_INITRD), GIB(1) + MIB(30), GIB(1) + MIB(50));
	check_range(home_of(&plan, PART_BOOT), GIB(1) + MIB(50), GIB(1) + MIB(50) + KIB(72));
	check_stays(&plan, PART_PURGATORY);
	ck_assert_uint_eq(plan.kernel_entry, GIB(1));
	ck_assert_uint_eq(plan.entry, memory_of(&plan, PART_PURGATORY).start);
	ck_assert_str_eq(plan.reason,
			 "staged in the \"Kexec kernel\" region, moved by the purgatory: the next kernel's command "
			 "line reserves memory there");
}
END_TEST

/* Homes keep off what it reserves elsewhere, and off what firmware has. */
START_TEST(homes_are_the_lowest_that_may_be)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_kept(&w, MIB(64));
	w.request.relocate = true;
	w.area[0].range.start = GIB(1) + MIB(2);
	fix(&w, GIB(1), GIB(1) + MIB(31));
	make_well(&w, &plan);
	check_range(home_of(&plan, PART_KERNEL), GIB(1) + MIB(32), GIB(1) + MIB(62));
	ck_assert_str_eq(plan.reason, "staged in the \"Kexec kernel\" region, moved by the purgatory: --relocate");
}
END_TEST

/* As long as there is room beside it. */
START_TEST(what_the_next_kernel_keeps_is_avoided_in_place)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_kept(&w, MIB(128));
	fix(&w, GIB(3) - MIB(64), GIB(3));
	make_well(&w, &plan);
	ck_assert_int_eq(plan.placement, PLACEMENT_RESERVED);
	check_all_inside(&plan, GIB(3) - MIB(128), GIB(3) - MIB(64));
}
END_TEST

START_TEST(kernel_that_cannot_use_memory_below_itself_is_only_staged)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_kept(&w, MIB(64));
	w.image.wants_low = true;
	w.image.offset = 0x80000;
	make_well(&w, &plan);
	ck_assert_int_eq(plan.placement, PLACEMENT_STAGED);
	ck_assert_uint_eq(plan.kernel_entry, GIB(1) + 0x80000);
}
END_TEST

/* With --entry nobody would move the parts. */
START_TEST(entry_is_not_for_what_is_staged)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_kept(&w, MIB(64));
	fix(&w, GIB(3) - MIB(64), GIB(3));
	w.request.have_entry = true;
	w.request.entry = GIB(3) - MIB(66); /* in the kernel, when it is in free RAM */
	make_well(&w, &plan);
	ck_assert_int_eq(plan.placement, PLACEMENT_FREE_RAM);
	ck_assert_ptr_nonnull(
		strstr(plan.reason, "cannot be used: the parts must be moved, but --entry leaves out the purgatory"));
}
END_TEST

/* Free RAM is better used where the next kernel does not want it, too. */
START_TEST(free_ram_that_the_next_kernel_keeps_is_avoided)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_kept(&w, MIB(2));
	fix(&w, GIB(2), GIB(3));
	make_well(&w, &plan);
	check_all_inside(&plan, GIB(1), GIB(2));
	plan_release(&plan);
	w.area[2].type = MEM_RESERVED;
	fix(&w, GIB(1), GIB(2));
	make_well(&w, &plan);
	check_all_inside(&plan, GIB(2), GIB(3));
}
END_TEST

/* ---- the crash region as kept memory ---- */

static void write_reused(struct written *w)
{
	write_machine(w, false);
	add_area(w, GIB(1), GIB(2), MEM_RAM);
	add_area(w, GIB(2), GIB(2) + MIB(256), MEM_CRASH_LOW);
	add_area(w, GIB(3), GIB(3) + MIB(256), MEM_CRASH);
	add_area(w, GIB(5), GIB(5) + MIB(64), MEM_CRASH);
}

START_TEST(crash_region_is_reused_only_when_asked)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_reused(&w);
	make_well(&w, &plan);
	ck_assert_int_eq(plan.placement, PLACEMENT_FREE_RAM);
	ck_assert(!plan.reuses_crash);
	plan_release(&plan);
	w.request.reuse_crash = true;
	make_well(&w, &plan);
	ck_assert_int_eq(plan.placement, PLACEMENT_RESERVED);
	ck_assert(plan.reuses_crash);
	check_all_inside(&plan, GIB(5), GIB(5) + MIB(64));
	ck_assert_uint_eq(plan.usable_count, 0);
	ck_assert_str_eq(plan.reason, "the \"Crash kernel\" region, where everything will run");
}
END_TEST

/* The others are the capture kernel's memory for DMA, under whatever name. */
START_TEST(only_the_highest_crash_region_is_reused)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_reused(&w);
	w.request.reuse_crash = true;
	w.area[3].range.end = GIB(5) + MIB(32);
	make_well(&w, &plan);
	ck_assert_int_eq(plan.placement, PLACEMENT_FREE_RAM);
	ck_assert(!plan.reuses_crash);
	ck_assert_ptr_nonnull(
		strstr(plan.reason, "the \"Crash kernel\" region 0x140000000-0x141ffffff cannot be used: it has 32 MiB"));
}
END_TEST

/* kdump is not given up where it need not be. */
START_TEST(kept_memory_is_preferred_to_the_crash_region)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_reused(&w);
	add_area(&w, GIB(6), GIB(6) + MIB(64), MEM_KEXEC);
	w.request.reuse_crash = true;
	make_well(&w, &plan);
	check_all_inside(&plan, GIB(6), GIB(6) + MIB(64));
	ck_assert(!plan.reuses_crash);
}
END_TEST

START_TEST(kept_memory_that_is_required_is_missed)
{
	struct written w;

	write_normal(&w, GIB(1), GIB(1));
	w.request.reserved = RESERVED_REQUIRE;
	refuse(&w, -ENOENT,
	       "--reserved=require needs reserved memory, 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb "
	       "72 KiB, "
	       "purgatory 40 KiB), but /proc/iomem shows no \"Kexec kernel\" region",
	       "Boot with kexeckernel=64M (if the kernel supports it), or leave out --reserved=require.");
	w.request.reserved = RESERVED_PREFER;
	w.request.relocate = true;
	refuse(&w, -ENOENT,
	       "--relocate needs reserved memory, 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb 72 KiB, "
	       "purgatory 40 KiB), but /proc/iomem shows no \"Kexec kernel\" region",
	       "Boot with kexeckernel=64M (if the kernel supports it), or leave out --relocate.");
	w.request.reuse_crash = true;
	refuse(&w, -ENOENT,
	       "--relocate needs reserved memory, 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb 72 KiB, "
	       "purgatory 40 KiB), but /proc/iomem shows no \"Crash kernel\" region",
	       "Boot with kexeckernel=64M (if the kernel supports it), or leave out --relocate.");
}
END_TEST

START_TEST(kept_memory_that_is_required_is_too_small)
{
	struct written w;

	write_kept(&w, MIB(48));
	w.request.reserved = RESERVED_REQUIRE;
	refuse(&w, -ENOSPC,
	       "--reserved=require: the kernel needs 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb 72 KiB, purgatory 40 KiB), "
	       "but the "
	       "\"Kexec kernel\" region 0xbd000000-0xbfffffff cannot be used: it has 48 MiB, 50.1 MiB are needed",
	       "Boot with kexeckernel=64M (if the kernel supports it), or leave out --reserved=require.");
	write_kept(&w, MIB(64));
	w.request.reserved = RESERVED_REQUIRE;
	w.request.allowed.end = GIB(3) - MIB(32);
	refuse(&w, -ENOSPC,
	       "--reserved=require: the kernel needs 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb 72 KiB, purgatory 40 KiB), "
	       "but the "
	       "\"Kexec kernel\" region 0xbc000000-0xbfffffff cannot be used: it has 32 MiB between --mem-min and --mem-max, "
	       "50.1 MiB are needed",
	       "Leave out --mem-min and --mem-max.");
}
END_TEST

START_TEST(parts_without_a_home_are_not_staged)
{
	struct written w;

	write_kept(&w, MIB(64));
	w.request.relocate = true;
	fix(&w, GIB(1), GIB(5));
	refuse(&w, -ENOSPC,
	       "--relocate: the kernel needs 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb 72 KiB, purgatory 40 KiB), but the "
	       "\"Kexec "
	       "kernel\" region 0xbc000000-0xbfffffff cannot be used: the parts must be moved, but there is no room for them "
	       "in free RAM",
	       "Leave out --relocate: a larger region would not help.");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plan-kept");
	TCase *tcase = tcase_create("plan-kept");

	tcase_add_test(tcase, kept_memory_is_loaded_into);
	tcase_add_test(tcase, kept_memory_above_4_gib_is_loaded_into);
	tcase_add_test(tcase, highest_kept_memory_that_serves_is_taken);
	tcase_add_test(tcase, kept_memory_too_small_is_left_alone_and_told);
	tcase_add_test(tcase, kept_memory_too_small_once_aligned_is_told_so);
	tcase_add_test(tcase, kept_memory_is_never_used_where_that_is_asked_for);
	tcase_add_test(tcase, what_the_next_kernel_keeps_is_only_staged_in);
	tcase_add_test(tcase, homes_are_the_lowest_that_may_be);
	tcase_add_test(tcase, what_the_next_kernel_keeps_is_avoided_in_place);
	tcase_add_test(tcase, kernel_that_cannot_use_memory_below_itself_is_only_staged);
	tcase_add_test(tcase, entry_is_not_for_what_is_staged);
	tcase_add_test(tcase, free_ram_that_the_next_kernel_keeps_is_avoided);
	tcase_add_test(tcase, crash_region_is_reused_only_when_asked);
	tcase_add_test(tcase, only_the_highest_crash_region_is_reused);
	tcase_add_test(tcase, kept_memory_is_preferred_to_the_crash_region);
	tcase_add_test(tcase, kept_memory_that_is_required_is_missed);
	tcase_add_test(tcase, kept_memory_that_is_required_is_too_small);
	tcase_add_test(tcase, parts_without_a_home_are_not_staged);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
