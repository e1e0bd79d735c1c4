/* SPDX-License-Identifier: GPL-2.0-only */
/* Plans of arm64 crash loads on written machines. */

#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/memmap.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan-make.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/reserved.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-machine.h"

/* ---- crash loads ---- */

START_TEST(highest_region_is_loaded_into)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_two_regions(&w, MIB(256));
	make_well(&w, &plan);
	check_range(plan.region, GIB(8), GIB(8) + MIB(256));
	ck_assert(plan.crash);
	ck_assert_uint_eq(plan.usable_count, 2);
	check_range(plan.usable[0], GIB(8), GIB(8) + MIB(256));
	check_range(plan.usable[1], GIB(3), GIB(3) + MIB(128));
	ck_assert_str_eq(plan.reason, "the highest of 2 \"Crash kernel\" regions");
}
END_TEST

START_TEST(lower_region_serves_when_the_highest_is_too_small)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_two_regions(&w, MIB(40));
	make_well(&w, &plan);
	check_range(plan.region, GIB(3), GIB(3) + MIB(128));
	check_range(plan.usable[0], GIB(3), GIB(3) + MIB(128));
	check_range(plan.usable[1], GIB(8), GIB(8) + MIB(40));
	ck_assert_str_eq(plan.reason, "the highest of 2 \"Crash kernel\" regions in which all parts fit (1 higher: no room)");
}
END_TEST

/* However large it is. */
START_TEST(low_region_is_never_loaded_into)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct diag diag = { 0 };
	struct written w;

	write_two_regions(&w, MIB(40));
	w.area[1].type = MEM_CRASH_LOW;
	ck_assert_int_eq(plan_make(&w.request, &plan, &diag), -ENOSPC);

	write_two_regions(&w, MIB(64));
	w.area[1].type = MEM_CRASH_LOW;
	make_well(&w, &plan);
	check_range(plan.region, GIB(8), GIB(8) + MIB(64));
	ck_assert_uint_eq(plan.usable_count, 2);
	check_range(plan.usable[1], GIB(3), GIB(3) + MIB(128));
	ck_assert_str_eq(plan.reason, "the only \"Crash kernel\" region");
}
END_TEST

/* The one loaded into, the low ones, then the others downwards. */
START_TEST(usable_regions_are_in_the_order_of_the_capture_kernel)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_machine(&w, true);
	add_area(&w, MIB(16), MIB(32), MEM_CRASH_LOW);
	add_area(&w, MIB(64), MIB(256), MEM_CRASH);
	add_area(&w, MIB(512), MIB(544), MEM_CRASH);
	add_area(&w, GIB(1), GIB(2), MEM_CRASH);
	add_area(&w, GIB(3), GIB(3) + MIB(2), MEM_CRASH_LOW);
	add_area(&w, GIB(4), GIB(4) + MIB(2), MEM_CRASH);
	make_well(&w, &plan);
	ck_assert_uint_eq(plan.usable_count, 6);
	ck_assert_uint_eq(plan.usable[0].start, GIB(1));
	ck_assert_uint_eq(plan.usable[1].start, MIB(16));
	ck_assert_uint_eq(plan.usable[2].start, GIB(3));
	ck_assert_uint_eq(plan.usable[3].start, GIB(4));
	ck_assert_uint_eq(plan.usable[4].start, MIB(512));
	ck_assert_uint_eq(plan.usable[5].start, MIB(64));
}
END_TEST

/* A capture kernel before Linux 7.3 uses two ranges, so memory of crashkernel=SIZE,cma comes behind every region. */
START_TEST(memory_of_cma_follows_all_regions_and_is_never_loaded_into)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct diag diag = { 0 };
	struct written w;

	write_machine(&w, true);
	add_area(&w, MIB(16), MIB(32), MEM_CRASH_CMA);
	add_area(&w, MIB(32), MIB(48), MEM_CRASH_CMA);
	add_area(&w, MIB(64), MIB(256), MEM_CRASH);
	add_area(&w, MIB(512), MIB(544), MEM_CRASH_LOW);
	add_area(&w, GIB(1), GIB(2), MEM_CRASH);
	add_area(&w, GIB(3), GIB(4), MEM_CRASH_CMA);
	make_well(&w, &plan);
	check_range(plan.region, GIB(1), GIB(2));
	ck_assert_uint_eq(plan.usable_count, 6);
	ck_assert_uint_eq(plan.usable_cma, 3);
	ck_assert_uint_eq(plan.usable[0].start, GIB(1));
	ck_assert_uint_eq(plan.usable[1].start, MIB(512));
	ck_assert_uint_eq(plan.usable[2].start, MIB(64));
	check_range(plan.usable[3], MIB(16), MIB(32));
	check_range(plan.usable[4], MIB(32), MIB(48));
	check_range(plan.usable[5], GIB(3), GIB(4));

	w.area[2].type = w.area[4].type = MEM_RESERVED;
	ck_assert_int_eq(plan_make(&w.request, &plan, &diag), -ENOENT);
}
END_TEST

/* The running kernel takes the last segment that begins as an ELF file for the elfcorehdr. */
START_TEST(elfcorehdr_is_the_last_segment_of_the_call)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	const struct segment *order[PART_SEGMENTS];
	struct written w;

	write_two_regions(&w, MIB(256));
	make_well(&w, &plan);
	ck_assert_uint_eq(plan.segment[3].part, PART_ELFCOREHDR);
	ck_assert_uint_eq(plan_call_order(&plan, order), 5);
	for (size_t i = 0; i < 3; i++)
		ck_assert_ptr_eq(order[i], &plan.segment[i]);
	ck_assert_ptr_eq(order[3], &plan.segment[4]);
	ck_assert_ptr_eq(order[4], &plan.segment[3]);
}
END_TEST

START_TEST(call_of_a_normal_load_has_every_segment)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	const struct segment *order[PART_SEGMENTS];
	struct written w;

	write_normal(&w, MIB(128), MIB(128));
	make_well(&w, &plan);
	ck_assert_uint_eq(plan_call_order(&plan, order), plan.segment_count);
	for (size_t i = 0; i < plan.segment_count; i++)
		ck_assert_ptr_eq(order[i], &plan.segment[i]);
}
END_TEST

/* Two regions that touch are two: nothing may lie across. */
START_TEST(no_part_crosses_from_region_to_region)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct diag diag = { 0 };
	struct written w;

	write_machine(&w, true);
	add_area(&w, GIB(1), GIB(1) + MIB(40), MEM_CRASH);
	add_area(&w, GIB(1) + MIB(40), GIB(1) + MIB(80), MEM_CRASH);
	ck_assert_int_eq(plan_make(&w.request, &plan, &diag), -ENOSPC);
}
END_TEST

/* Kernel at the bottom, initrd above it, small parts at the top: what is left is in one piece. */
START_TEST(crash_region_is_filled_from_both_ends)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	const uint64_t top = GIB(8) + MIB(256);
	struct written w;

	write_two_regions(&w, MIB(256));
	w.image.offset = 0x80000;
	make_well(&w, &plan);
	check_range(memory_of(&plan, PART_KERNEL), GIB(8) + 0x80000, GIB(8) + 0x80000 + MIB(30));
	check_range(memory_of(&plan, PART_INITRD), GIB(8) + 0x80000 + MIB(30), GIB(8) + 0x80000 + MIB(50));
	check_range(memory_of(&plan, PART_BOOT), top - KIB(72), top);
	check_range(memory_of(&plan, PART_ELFCOREHDR), top - KIB(76), top - KIB(72));
	check_range(memory_of(&plan, PART_PURGATORY), top - KIB(116), top - KIB(76));
	ck_assert_uint_eq(plan.kernel_entry, GIB(8) + 0x80000);
	ck_assert_uint_eq(plan.entry, top - KIB(116));
	ck_assert_uint_eq(plan.segment_count, 5);
	for (size_t i = 1; i < plan.segment_count; i++)
		ck_assert_uint_ge(plan.segment[i].memory.start, plan.segment[i - 1].memory.end);
}
END_TEST

START_TEST(part_of_no_size_has_no_segment)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_two_regions(&w, MIB(256));
	w.request.size[PART_INITRD] = 0;
	make_well(&w, &plan);
	ck_assert_uint_eq(plan.segment_count, 4);
	ck_assert_ptr_null(plan_segment(&plan, PART_INITRD));
}
END_TEST

/* The prediction of a load by files. */
START_TEST(plan_without_a_purgatory_enters_the_kernel)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_two_regions(&w, MIB(256));
	w.request.size[PART_PURGATORY] = 0;
	w.request.entry_offset = 4096;
	make_well(&w, &plan);
	ck_assert_ptr_null(plan_segment(&plan, PART_PURGATORY));
	ck_assert_uint_eq(plan.entry, plan.kernel_entry);
	ck_assert_uint_eq(plan.entry, memory_of(&plan, PART_KERNEL).start + 4096);
}
END_TEST

/* With 64 KiB pages every part has whole ones. */
START_TEST(parts_have_whole_pages_of_the_running_kernel)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_two_regions(&w, MIB(256));
	w.machine.page_size = KIB(64);
	w.request.page_size = w.machine.page_size;
	make_well(&w, &plan);
	for (size_t i = 0; i < plan.segment_count; i++)
		ck_assert_uint_eq((plan.segment[i].memory.start | plan.segment[i].memory.end) & (KIB(64) - 1), 0);
	ck_assert_uint_eq(range_size(memory_of(&plan, PART_ELFCOREHDR)), KIB(64));
	ck_assert_uint_eq(range_size(memory_of(&plan, PART_BOOT)), KIB(128));
}
END_TEST

/* ---- limits ---- */

START_TEST(segments_stay_between_mem_min_and_mem_max)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_two_regions(&w, MIB(256));
	/* Not on page boundaries: the pages they cut are out. */
	w.request.allowed = (struct range){ GIB(8) + MIB(64) + 1, GIB(8) + MIB(192) - 1 };
	make_well(&w, &plan);
	ck_assert_uint_eq(memory_of(&plan, PART_KERNEL).start, GIB(8) + MIB(66));
	ck_assert_uint_eq(memory_of(&plan, PART_BOOT).end, GIB(8) + MIB(192) - KIB(4));
	check_range(plan.region, GIB(8), GIB(8) + MIB(256));
}
END_TEST

START_TEST(mem_max_below_the_highest_region_selects_the_lower)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_two_regions(&w, MIB(256));
	w.request.allowed.end = GIB(4);
	make_well(&w, &plan);
	check_range(plan.region, GIB(3), GIB(3) + MIB(128));
}
END_TEST

START_TEST(entry_inside_a_segment_replaces_the_purgatory)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_two_regions(&w, MIB(256));
	w.request.have_entry = true;
	w.request.entry = GIB(8) + MIB(30) - 4;
	make_well(&w, &plan);
	ck_assert_uint_eq(plan.entry, GIB(8) + MIB(30) - 4);
	ck_assert_uint_eq(plan.kernel_entry, GIB(8));
}
END_TEST

START_TEST(entry_outside_all_segments_is_refused)
{
	/* Right behind the initrd, in the hole, behind the region, nowhere. */
	static const uint64_t entries[] = { GIB(8) + MIB(50), GIB(8) + MIB(100), GIB(8) + MIB(256), 0 };
	struct plan plan = { .segment_count = 77 };
	struct diag diag = { 0 };
	char wanted[200];
	struct written w;

	write_two_regions(&w, MIB(256));
	w.request.have_entry = true;
	w.request.entry = entries[_i];
	snprintf(wanted, sizeof(wanted), "--entry=0x%" PRIx64 " is in no segment; the segments lie in 0x200000000-0x20fffffff",
		 entries[_i]);
	ck_assert_int_eq(plan_make(&w.request, &plan, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, wanted);
	ck_assert_uint_eq(plan.segment_count, 77);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plan");
	TCase *tcase = tcase_create("plan");

	tcase_add_test(tcase, highest_region_is_loaded_into);
	tcase_add_test(tcase, lower_region_serves_when_the_highest_is_too_small);
	tcase_add_test(tcase, low_region_is_never_loaded_into);
	tcase_add_test(tcase, usable_regions_are_in_the_order_of_the_capture_kernel);
	tcase_add_test(tcase, memory_of_cma_follows_all_regions_and_is_never_loaded_into);
	tcase_add_test(tcase, elfcorehdr_is_the_last_segment_of_the_call);
	tcase_add_test(tcase, call_of_a_normal_load_has_every_segment);
	tcase_add_test(tcase, no_part_crosses_from_region_to_region);
	tcase_add_test(tcase, crash_region_is_filled_from_both_ends);
	tcase_add_test(tcase, part_of_no_size_has_no_segment);
	tcase_add_test(tcase, plan_without_a_purgatory_enters_the_kernel);
	tcase_add_test(tcase, parts_have_whole_pages_of_the_running_kernel);
	tcase_add_test(tcase, segments_stay_between_mem_min_and_mem_max);
	tcase_add_test(tcase, mem_max_below_the_highest_region_selects_the_lower);
	tcase_add_test(tcase, entry_inside_a_segment_replaces_the_purgatory);
	tcase_add_loop_test(tcase, entry_outside_all_segments_is_refused, 0, 4);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
