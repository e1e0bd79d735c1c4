/* SPDX-License-Identifier: GPL-2.0-only */
/* Plans of loads whose next kernel has a devicetree that reserves memory. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/memmap.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-machine.h"

static void take(struct written *w, uint64_t start, uint64_t end)
{
	w->request.taken.range = w->taken;
	w->request.taken_by = "board.dtb";
	w->taken[w->request.taken.count++] = (struct range){ start, end };
}

static void check_all_inside(const struct plan *plan, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < plan->segment_count; i++) {
		ck_assert(range_contains((struct range){ start, end }, plan->segment[i].memory));
		ck_assert(range_contains((struct range){ start, end }, plan->segment[i].home));
	}
}

START_TEST(normal_load_keeps_off_what_the_devicetree_reserves)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_normal(&w, GIB(2), GIB(1));
	take(&w, GIB(2), GIB(3));
	make_well(&w, &plan);
	check_all_inside(&plan, GIB(1), GIB(2));
}
END_TEST

START_TEST(normal_load_without_room_names_the_reservation)
{
	struct written w;

	write_normal(&w, MIB(128), 0);
	take(&w, GIB(1) + MIB(16), GIB(1) + MIB(100));
	refuse(&w, -ENOSPC,
	       "the kernel needs 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb 72 KiB, purgatory 40 KiB), which does not fit "
	       "into "
	       "the free memory beside 0x41000000-0x463fffff, which the devicetree board.dtb reserves",
	       "");
}
END_TEST

/* The machine is too small with or without it. */
START_TEST(reservation_is_not_blamed_if_nothing_would_fit_anyway)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct diag diag = { 0 };
	struct written w;

	write_normal(&w, MIB(48), 0);
	take(&w, GIB(1) + MIB(32), GIB(1) + MIB(40));
	ck_assert_int_eq(plan_make(&w.request, &plan, &diag), -ENOSPC);
	ck_assert_ptr_null(strstr(diag.message, "board.dtb"));
}
END_TEST

START_TEST(crash_load_keeps_off_what_the_devicetree_reserves)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_two_regions(&w, MIB(256));
	take(&w, GIB(8), GIB(8) + MIB(128));
	make_well(&w, &plan);
	check_range(plan.region, GIB(8), GIB(8) + MIB(256));
	check_all_inside(&plan, GIB(8) + MIB(128), GIB(8) + MIB(256));
	plan_release(&plan);
	take(&w, GIB(8) + MIB(128), GIB(9));
	make_well(&w, &plan);
	check_range(plan.region, GIB(3), GIB(3) + MIB(128));
}
END_TEST

START_TEST(crash_load_into_a_reserved_region_is_refused)
{
	struct written w;

	write_machine(&w, true);
	add_area(&w, GIB(1), GIB(2), MEM_RAM);
	add_area(&w, GIB(2), GIB(2) + MIB(256), MEM_CRASH);
	take(&w, GIB(2) - MIB(256), GIB(2) + MIB(512));
	refuse(&w, -ENOSPC,
	       "the crash kernel needs 50.1 MiB (kernel 30 MiB, initrd 20 MiB, dtb 72 KiB, elfcorehdr 4 KiB, purgatory 40 "
	       "KiB), "
	       "but the crash region 0x80000000-0x8fffffff has no room beside 0x70000000-0x9fffffff, which the devicetree "
	       "board.dtb reserves",
	       "Use the devicetree that the machine was started with (leave --dtb out), or reserve crash memory elsewhere: "
	       "crashkernel=SIZE@ADDRESS.");
}
END_TEST

/* Nor are the parts staged there: the purgatory stays where it is staged. */
START_TEST(kept_memory_that_the_devicetree_reserves_is_left_alone)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_normal(&w, GIB(1), 0);
	add_area(&w, GIB(2), GIB(2) + MIB(64), MEM_KEXEC);
	take(&w, GIB(2), GIB(2) + MIB(32));
	make_well(&w, &plan);
	ck_assert_int_eq(plan.placement, PLACEMENT_FREE_RAM);
	ck_assert_str_eq(plan.reason, "free RAM below 4 GiB; the \"Kexec kernel\" region 0x80000000-0x83ffffff cannot be used: "
				      "the next kernel's devicetree reserves memory there");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plan-taken");
	TCase *tcase = tcase_create("plan-taken");

	tcase_add_test(tcase, normal_load_keeps_off_what_the_devicetree_reserves);
	tcase_add_test(tcase, normal_load_without_room_names_the_reservation);
	tcase_add_test(tcase, reservation_is_not_blamed_if_nothing_would_fit_anyway);
	tcase_add_test(tcase, crash_load_keeps_off_what_the_devicetree_reserves);
	tcase_add_test(tcase, crash_load_into_a_reserved_region_is_refused);
	tcase_add_test(tcase, kept_memory_that_the_devicetree_reserves_is_left_alone);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
