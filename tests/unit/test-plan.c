/* SPDX-License-Identifier: GPL-2.0-only */
/* Plans of arm64 loads on written machines. */

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

/* ---- normal loads ---- */

START_TEST(normal_load_prefers_memory_below_4_gib)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_normal(&w, MIB(64), GIB(4));
	make_well(&w, &plan);
	ck_assert(!plan.crash);
	ck_assert_uint_eq(plan.segment_count, 4);
	ck_assert_uint_eq(plan.usable_count, 0);
	ck_assert_uint_le(plan.segment[3].memory.end, GIB(1) + MIB(64));
	/* All at the top of it. */
	ck_assert_uint_eq(memory_of(&plan, PART_KERNEL).start, GIB(1) + MIB(34));
	ck_assert_str_eq(plan.reason, "free RAM below 4 GiB");
	check_range(plan.region, plan.segment[0].memory.start, plan.segment[3].memory.end);
}
END_TEST

START_TEST(normal_load_goes_above_4_gib_when_it_must)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_normal(&w, MIB(48), GIB(4));
	make_well(&w, &plan);
	ck_assert_uint_ge(memory_of(&plan, PART_KERNEL).start, GIB(4));
	ck_assert_str_eq(plan.reason, "free RAM; not all parts fit below 4 GiB");
}
END_TEST

/* Neither reserved RAM nor any crash region nor what is kept for kexec is free, nor a driver's, nor what the next kernel would
 * not know of. */
START_TEST(normal_load_keeps_to_free_ram)
{
	static const enum mem_type others[] = { MEM_RESERVED, MEM_CRASH, MEM_CRASH_LOW, MEM_KEXEC, MEM_DRIVER, MEM_UNKNOWN };
	struct plan plan = { 0 };
	struct diag diag = { 0 };
	struct written w;

	write_normal(&w, MIB(48), MIB(48));
	add_area(&w, GIB(6), GIB(7), others[_i]);
	w.request.reserved = RESERVED_NEVER;
	w.request.size[PART_INITRD] = MIB(50);
	ck_assert_int_eq(plan_make(&w.request, &plan, &diag), -ENOSPC);
	w.area[2].type = MEM_RAM;
	make_well(&w, &plan);
	plan_release(&plan);
}
END_TEST

/* A kernel without the placement flag cannot use memory below itself. */
START_TEST(old_kernel_goes_to_the_bottom_of_ram)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_normal(&w, GIB(2), GIB(4));
	w.image.wants_low = true;
	w.image.offset = 0x80000;
	make_well(&w, &plan);
	ck_assert_uint_eq(memory_of(&plan, PART_KERNEL).start, GIB(1) + 0x80000);
}
END_TEST

START_TEST(neighbouring_ram_is_one_range)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_machine(&w, false);
	add_area(&w, GIB(1), GIB(1) + MIB(27), MEM_RAM);
	add_area(&w, GIB(1) + MIB(27), GIB(1) + MIB(54), MEM_RAM);
	make_well(&w, &plan);
	ck_assert(range_contains_address(memory_of(&plan, PART_KERNEL), GIB(1) + MIB(27)));
}
END_TEST

/* ---- windows ---- */

struct distance {
	uint64_t kernel, initrd;
	int error;
};

/* The initrd's end has to be within 32 GiB of the GiB the kernel starts in, the kernel's within 32 of the one the initrd starts
 * in. */
static const struct distance distances[] = {
	{ GIB(40), GIB(71), 0 },
	{ GIB(40), GIB(72) - MIB(101), 0 },
	{ GIB(40), GIB(72) - MIB(99), -ENOSPC },
	{ GIB(40), GIB(72), -ENOSPC },
	{ GIB(40), GIB(9), 0 },
	{ GIB(40), GIB(9) - MIB(2), -ENOSPC },
	{ GIB(40) - MIB(32), GIB(8), 0 },
	{ GIB(40) - MIB(30), GIB(8), -ENOSPC },
};

START_TEST(initrd_and_kernel_share_a_window_of_32_gib)
{
	const struct distance *d = &distances[_i];
	bool above = d->initrd > d->kernel;
	struct plan plan = { 0 };
	struct diag diag = { 0 };
	struct written w;

	/* One range has room for the kernel, one for the initrd; the small parts fit either. */
	write_machine(&w, false);
	w.request.size[PART_KERNEL] = MIB(32) - KIB(256);
	w.request.size[PART_INITRD] = MIB(100);
	if (above)
		add_area(&w, d->kernel, d->kernel + MIB(32), MEM_RAM);
	add_area(&w, d->initrd, d->initrd + MIB(100), MEM_RAM);
	if (!above)
		add_area(&w, d->kernel, d->kernel + MIB(32), MEM_RAM);
	ck_assert_int_eq(plan_make(&w.request, &plan, &diag), d->error);
	plan_release(&plan);
}
END_TEST

/* A 600 MiB region: the devicetree of an old kernel is within 512 MiB, that of a new one at the top. */
START_TEST(old_kernel_finds_its_devicetree_within_512_mib)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_machine(&w, true);
	add_area(&w, GIB(1), GIB(1) + MIB(600), MEM_CRASH);
	w.image.wants_low = !_i;
	w.image.offset = 0x80000;
	make_well(&w, &plan);
	ck_assert_uint_eq(memory_of(&plan, PART_BOOT).end, GIB(1) + (_i ? MIB(600) : MIB(512)));
	ck_assert_uint_gt(memory_of(&plan, PART_PURGATORY).end, GIB(1) + MIB(599));
}
END_TEST

/* ---- refusals ---- */

#define NO_REGION_HINT                                                                                                         \
	"Please reserve memory: boot with \"crashkernel=256M\", or more if the dump needs it. If that is on the command line " \
	"already, dmesg says why the kernel could not reserve it."

START_TEST(machine_without_crash_region_is_refused)
{
	struct written w;

	write_machine(&w, true);
	add_area(&w, GIB(1), GIB(9), MEM_RAM);
	refuse(&w, -ENOENT, "Memory for crashkernel is not reserved", NO_REGION_HINT);
}
END_TEST

START_TEST(machine_with_only_a_low_region_is_refused)
{
	struct written w;

	write_machine(&w, true);
	add_area(&w, GIB(1), GIB(2), MEM_CRASH_LOW);
	refuse(&w, -ENOENT,
	       "Memory for crashkernel is not reserved: /proc/iomem shows \"Crash kernel (low)\" but no \"Crash kernel\" "
	       "region",
	       NO_REGION_HINT);
}
END_TEST

/* 50.1 MiB, three times 20 for the unpacked initrd and 96 are 206.1; 64 MiB steps make it 256. */
START_TEST(region_too_small_is_told_with_every_size)
{
	struct written w;

	write_machine(&w, true);
	add_area(&w, GIB(1), GIB(1) + MIB(48), MEM_CRASH);
	refuse(&w, -ENOSPC,
	       "the crash kernel needs 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb 72 KiB, elfcorehdr 4 KiB, purgatory 40 "
	       "KiB), "
	       "but the crash region 0x40000000-0x42ffffff has 48 MiB",
	       "Boot with crashkernel=256M or use a smaller initrd.");
}
END_TEST

START_TEST(of_several_regions_too_small_the_largest_is_told)
{
	struct written w;

	write_machine(&w, true);
	w.request.size[PART_INITRD] = 0;
	add_area(&w, GIB(1), GIB(1) + MIB(8), MEM_CRASH);
	add_area(&w, GIB(5), GIB(5) + MIB(24), MEM_CRASH);
	add_area(&w, GIB(6), GIB(6) + MIB(16), MEM_CRASH);
	refuse(&w, -ENOSPC,
	       "the crash kernel needs 30.1 MiB (kernel 30 MiB, dtb 72 KiB, elfcorehdr 4 KiB, purgatory 40 KiB), but the "
	       "largest "
	       "crash region 0x140000000-0x1417fffff has 24 MiB",
	       "Boot with crashkernel=128M,high.");
}
END_TEST

START_TEST(of_equal_regions_the_highest_is_told)
{
	struct plan plan = { 0 };
	struct diag diag = { 0 };
	struct written w;

	write_machine(&w, true);
	add_area(&w, GIB(1), GIB(1) + MIB(24), MEM_CRASH);
	add_area(&w, GIB(5), GIB(5) + MIB(24), MEM_CRASH);
	ck_assert_int_eq(plan_make(&w.request, &plan, &diag), -ENOSPC);
	ck_assert_ptr_nonnull(strstr(diag.message, "the largest crash region 0x140000000-0x1417fffff has 24 MiB"));
}
END_TEST

/* The region has room for 29.6 MiB, but its start is a MiB above a multiple of 2 MiB. */
START_TEST(region_too_small_once_aligned_is_told_so)
{
	struct written w;

	write_machine(&w, true);
	add_area(&w, GIB(1) + MIB(1), GIB(1) + MIB(31) + KIB(4), MEM_CRASH);
	w.request.size[PART_INITRD] = 0;
	w.request.size[PART_KERNEL] = MIB(30) - KIB(512);
	refuse(&w, -ENOSPC,
	       "the crash kernel needs 29.6 MiB (kernel 29.5 MiB, dtb 72 KiB, elfcorehdr 4 KiB, purgatory 40 KiB), but the "
	       "crash "
	       "region 0x40100000-0x41f00fff has 30 MiB, which is too little once the kernel is aligned",
	       "Boot with crashkernel=128M.");
}
END_TEST

START_TEST(limits_that_leave_too_little_are_told)
{
	struct written w;

	write_two_regions(&w, MIB(256));
	w.request.allowed = (struct range){ GIB(8) + MIB(224), UINT64_MAX };
	refuse(&w, -ENOSPC,
	       "the crash kernel needs 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb 72 KiB, elfcorehdr 4 KiB, purgatory 40 "
	       "KiB), "
	       "but the largest crash region 0x200000000-0x20fffffff has 32 MiB between --mem-min and --mem-max",
	       "Leave out --mem-min and --mem-max: they allow only 32 MiB of the region's 256 MiB.");
}
END_TEST

/* Leaving them out would not help: the advice is a larger region. */
START_TEST(limits_on_a_region_that_is_too_small_anyway_are_not_blamed)
{
	struct written w;

	write_machine(&w, true);
	add_area(&w, GIB(1), GIB(1) + MIB(48), MEM_CRASH);
	w.request.allowed.start = GIB(1) + MIB(1);
	refuse(&w, -ENOSPC,
	       "the crash kernel needs 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb 72 KiB, elfcorehdr 4 KiB, purgatory 40 "
	       "KiB), "
	       "but the crash region 0x40000000-0x42ffffff has 47 MiB between --mem-min and --mem-max",
	       "Boot with crashkernel=256M or use a smaller initrd.");
}
END_TEST

/* An initrd that no window takes: a larger region would be refused as well. */
START_TEST(parts_that_fit_no_region_are_told_so)
{
	struct written w;

	write_machine(&w, true);
	add_area(&w, GIB(1), GIB(90), MEM_CRASH);
	w.request.size[PART_INITRD] = GIB(40);
	refuse(&w, -ENOSPC,
	       "the crash kernel needs 40 GiB (kernel 30 MiB, initrd 40 GiB, dtb 72 KiB, elfcorehdr 4 KiB, purgatory 40 KiB), "
	       "but "
	       "the crash region 0x40000000-0x167fffffff has 89 GiB, which is too little once the kernel is aligned",
	       "No region is large enough: the parts are larger than the distance from the kernel that the boot protocol "
	       "allows. Use smaller files.");
}
END_TEST

START_TEST(too_little_free_ram_is_told)
{
	struct written w;

	write_normal(&w, MIB(20), MIB(28));
	refuse(&w, -ENOSPC,
	       "the kernel needs 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb 72 KiB, purgatory 40 KiB), which does not fit "
	       "into the free memory: the largest free range, 0x100000000-0x101bfffff, has 28 MiB",
	       "");
	w.request.allowed = (struct range){ GIB(1), GIB(2) };
	refuse(&w, -ENOSPC,
	       "the kernel needs 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb 72 KiB, purgatory 40 KiB), which does not fit "
	       "into the free memory between --mem-min and --mem-max: the largest free range, 0x40000000-0x413fffff, has 20 "
	       "MiB",
	       "Leave out --mem-min and --mem-max.");
	w.request.allowed = (struct range){ GIB(16), GIB(17) };
	refuse(&w, -ENOSPC,
	       "the kernel needs 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb 72 KiB, purgatory 40 KiB), which does not fit "
	       "into the free memory between --mem-min and --mem-max: there is none",
	       "Leave out --mem-min and --mem-max.");
}
END_TEST

/* The highest of all, but plugged in after the firmware had said what there is. */
START_TEST(ram_that_the_next_kernel_does_not_know_is_blamed_if_it_would_do)
{
	struct written w;

	write_normal(&w, MIB(20), MIB(28));
	add_area(&w, GIB(6), GIB(7), MEM_UNKNOWN);
	refuse(&w, -ENOSPC,
	       "the kernel needs 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb 72 KiB, purgatory 40 KiB), which does not fit "
	       "into the free memory: the largest free range, 0x100000000-0x101bfffff, has 28 MiB; the RAM "
	       "0x180000000-0x1bfffffff (1 GiB) cannot be used: it was plugged in later, and the next kernel starts with the "
	       "firmware's memory map, which does not have it",
	       "Use a smaller initrd, or reboot through the firmware (without kexec).");
	w.area[2].range.end = GIB(6) + MIB(40);
	refuse(&w, -ENOSPC,
	       "the kernel needs 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb 72 KiB, purgatory 40 KiB), which does not fit "
	       "into the free memory: the largest free range, 0x100000000-0x101bfffff, has 28 MiB",
	       "");
}
END_TEST

/* 0x1000 is a fine text offset for a kernel with 4 KiB pages to load, not for one with 64 KiB pages. */
START_TEST(text_offset_inside_a_page_is_refused)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_two_regions(&w, MIB(256));
	w.image.offset = 0x1000;
	make_well(&w, &plan);
	w.machine.page_size = KIB(64);
	w.request.page_size = w.machine.page_size;
	refuse(&w, -EINVAL,
	       "the kernel must start 0x1000 above a multiple of 2 MiB (text_offset), which is not a boundary of the running "
	       "kernel's 64 KiB pages",
	       "");
}
END_TEST

/* Sizes that do not fit 64 bits, alone or together. */
START_TEST(sizes_beyond_64_bits_are_refused)
{
	struct written w;

	write_two_regions(&w, MIB(256));
	w.request.size[PART_KERNEL] = UINT64_MAX;
	refuse(&w, -ENOSPC, "kernel has 18446744073709551615 bytes, which is more than any memory", "");
	write_two_regions(&w, MIB(256));
	w.request.size[PART_INITRD] = UINT64_MAX - MIB(10);
	refuse(&w, -ENOSPC, "initrd has 18446744073699065855 bytes, which is more than any memory", "");
}
END_TEST

static TCase *make_loads(void)
{
	TCase *tcase = tcase_create("loads");

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
	tcase_add_test(tcase, normal_load_prefers_memory_below_4_gib);
	tcase_add_test(tcase, normal_load_goes_above_4_gib_when_it_must);
	tcase_add_loop_test(tcase, normal_load_keeps_to_free_ram, 0, 6);
	tcase_add_test(tcase, old_kernel_goes_to_the_bottom_of_ram);
	tcase_add_test(tcase, neighbouring_ram_is_one_range);
	tcase_add_loop_test(tcase, initrd_and_kernel_share_a_window_of_32_gib, 0, sizeof(distances) / sizeof(distances[0]));
	tcase_add_loop_test(tcase, old_kernel_finds_its_devicetree_within_512_mib, 0, 2);
	return tcase;
}

static TCase *make_refusals(void)
{
	TCase *tcase = tcase_create("refusals");

	tcase_add_test(tcase, machine_without_crash_region_is_refused);
	tcase_add_test(tcase, machine_with_only_a_low_region_is_refused);
	tcase_add_test(tcase, region_too_small_is_told_with_every_size);
	tcase_add_test(tcase, of_several_regions_too_small_the_largest_is_told);
	tcase_add_test(tcase, of_equal_regions_the_highest_is_told);
	tcase_add_test(tcase, region_too_small_once_aligned_is_told_so);
	tcase_add_test(tcase, limits_that_leave_too_little_are_told);
	tcase_add_test(tcase, limits_on_a_region_that_is_too_small_anyway_are_not_blamed);
	tcase_add_test(tcase, parts_that_fit_no_region_are_told_so);
	tcase_add_test(tcase, too_little_free_ram_is_told);
	tcase_add_test(tcase, ram_that_the_next_kernel_does_not_know_is_blamed_if_it_would_do);
	tcase_add_test(tcase, text_offset_inside_a_page_is_refused);
	tcase_add_test(tcase, sizes_beyond_64_bits_are_refused);
	return tcase;
}

int main(void)
{
	Suite *suite = suite_create("plan");

	suite_add_tcase(suite, make_loads());
	suite_add_tcase(suite, make_refusals());
	return run_suite(suite);
}
