/* SPDX-License-Identifier: GPL-2.0-only */
/* Plans of arm64 normal loads on written machines. */

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

int main(void)
{
	Suite *suite = suite_create("plan-normal");
	TCase *tcase = tcase_create("plan-normal");

	tcase_add_test(tcase, normal_load_prefers_memory_below_4_gib);
	tcase_add_test(tcase, normal_load_goes_above_4_gib_when_it_must);
	tcase_add_loop_test(tcase, normal_load_keeps_to_free_ram, 0, 6);
	tcase_add_test(tcase, old_kernel_goes_to_the_bottom_of_ram);
	tcase_add_test(tcase, neighbouring_ram_is_one_range);
	tcase_add_loop_test(tcase, initrd_and_kernel_share_a_window_of_32_gib, 0, sizeof(distances) / sizeof(distances[0]));
	tcase_add_loop_test(tcase, old_kernel_finds_its_devicetree_within_512_mib, 0, 2);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
