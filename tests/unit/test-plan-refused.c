/* SPDX-License-Identifier: GPL-2.0-only */
/* Loads that cannot be planned, and what is said of them. */

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

int main(void)
{
	Suite *suite = suite_create("plan-refused");
	TCase *tcase = tcase_create("plan-refused");

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
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
