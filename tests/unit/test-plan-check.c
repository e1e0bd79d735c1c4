/* SPDX-License-Identifier: GPL-2.0-only */
/* A good plan broken in every way that plan_check() is there to see. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "arch/arch.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/memmap.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan-check.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/reserved.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-machine.h"

static void set_memory(struct plan *plan, enum part part, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < plan->segment_count; i++)
		if (plan->segment[i].part == part)
			plan->segment[i].memory = plan->segment[i].home = (struct range){ start, end };
}

static struct segment segment_at(enum part part, uint64_t start, uint64_t end)
{
	return (struct segment){
		.part = part, .name = part_name(&arch_arm64, part), .memory = { start, end }, .home = { start, end }
	};
}

/* A good plan: an old kernel in a region of a GiB, a second region and a low one. */
static void write_broken(struct written *w, struct plan *plan)
{
	write_machine(w, true);
	w->image.wants_low = true;
	w->image.offset = 0x80000;
	add_area(w, GIB(1), GIB(3), MEM_RAM);
	add_area(w, GIB(3), GIB(3) + MIB(128), MEM_CRASH_LOW);
	add_area(w, GIB(3) + MIB(128), GIB(3) + MIB(256), MEM_CRASH);
	add_area(w, GIB(8), GIB(9), MEM_CRASH);
	make_well(w, plan);
	/* The parts one behind the other in a known order. */
	plan->segment[0] = segment_at(PART_KERNEL, GIB(8) + 0x80000, GIB(8) + 0x80000 + MIB(30));
	plan->segment[1] = segment_at(PART_INITRD, GIB(8) + MIB(32), GIB(8) + MIB(52));
	plan->segment[2] = segment_at(PART_PURGATORY, GIB(8) + MIB(64), GIB(8) + MIB(65));
	plan->segment[3] = segment_at(PART_ELFCOREHDR, GIB(8) + MIB(66), GIB(8) + MIB(67));
	plan->segment[4] = segment_at(PART_BOOT, GIB(8) + MIB(68), GIB(8) + MIB(69));
	plan->entry = GIB(8) + MIB(64);
}

static void swap_ranges(struct range *a, struct range *b)
{
	struct range kept = *a;

	*a = *b;
	*b = kept;
}

static void no_segments(struct written *w, struct plan *plan)
{
	(void)w;
	plan->segment_count = 0;
}

static void six_segments(struct written *w, struct plan *plan)
{
	(void)w;
	plan->segment_count = 6;
}

static void empty_segment(struct written *w, struct plan *plan)
{
	(void)w;
	set_memory(plan, PART_BOOT, GIB(8) + MIB(68), GIB(8) + MIB(68));
}

static void inverted_segment(struct written *w, struct plan *plan)
{
	(void)w;
	set_memory(plan, PART_BOOT, GIB(8) + MIB(69), GIB(8) + MIB(68));
}

static void odd_start(struct written *w, struct plan *plan)
{
	(void)w;
	set_memory(plan, PART_INITRD, GIB(8) + MIB(32) + 512, GIB(8) + MIB(53));
}

static void odd_end(struct written *w, struct plan *plan)
{
	(void)w;
	set_memory(plan, PART_INITRD, GIB(8) + MIB(32), GIB(8) + MIB(52) + 1);
}

static void overlap(struct written *w, struct plan *plan)
{
	(void)w;
	set_memory(plan, PART_INITRD, GIB(8) + MIB(30), GIB(8) + MIB(52));
}

static void wrong_order(struct written *w, struct plan *plan)
{
	(void)w;
	plan->segment[0].part = PART_INITRD;
	plan->segment[1].part = PART_KERNEL;
	swap_ranges(&plan->segment[0].memory, &plan->segment[1].memory);
	swap_ranges(&plan->segment[0].home, &plan->segment[1].home);
}

static void other_region(struct written *w, struct plan *plan)
{
	(void)w;
	plan->segment[0].part = PART_INITRD;
	plan->segment[1].part = PART_KERNEL;
	set_memory(plan, PART_INITRD, GIB(3) + MIB(128), GIB(3) + MIB(148));
	set_memory(plan, PART_KERNEL, GIB(8) + 0x80000, GIB(8) + 0x80000 + MIB(30));
}

static void ordinary_ram(struct written *w, struct plan *plan)
{
	(void)w;
	plan->segment[0].part = PART_INITRD;
	plan->segment[1].part = PART_KERNEL;
	set_memory(plan, PART_INITRD, GIB(2), GIB(2) + MIB(20));
	set_memory(plan, PART_KERNEL, GIB(8) + 0x80000, GIB(8) + 0x80000 + MIB(30));
}

static void behind_region(struct written *w, struct plan *plan)
{
	w->area[3].range.end = GIB(8) + MIB(256);
	plan->region.end = GIB(8) + MIB(256);
	plan->usable[0].end = GIB(8) + MIB(256);
	set_memory(plan, PART_BOOT, GIB(8) + MIB(256) - KIB(4), GIB(8) + MIB(257));
}

static void below_mem_min(struct written *w, struct plan *plan)
{
	(void)plan;
	w->request.allowed.start = GIB(8) + 0x80001;
}

static void beyond_arch(struct written *w, struct plan *plan)
{
	(void)plan;
	w->arch = arch_arm64;
	w->arch.window.end = GIB(8) + MIB(16);
	w->machine.arch = &w->arch;
	w->request.arch = &w->arch;
}

static void part_missing(struct written *w, struct plan *plan)
{
	(void)w;
	plan->segment_count = 4;
}

static void part_twice(struct written *w, struct plan *plan)
{
	(void)w;
	plan->segment[4].part = PART_INITRD;
}

static void too_little_memory(struct written *w, struct plan *plan)
{
	(void)w;
	set_memory(plan, PART_BOOT, GIB(8) + MIB(68), GIB(8) + MIB(68) + KIB(68));
}

static void not_aligned(struct written *w, struct plan *plan)
{
	(void)w;
	set_memory(plan, PART_KERNEL, GIB(8) + MIB(1), GIB(8) + MIB(31));
}

static void offset_missing(struct written *w, struct plan *plan)
{
	(void)w;
	set_memory(plan, PART_KERNEL, GIB(8), GIB(8) + MIB(30));
}

static void dtb_too_far(struct written *w, struct plan *plan)
{
	(void)w;
	set_memory(plan, PART_BOOT, GIB(8) + MIB(512), GIB(8) + MIB(513));
}

static void kernel_outside_its_window(struct written *w, struct plan *plan)
{
	(void)plan;
	w->image.window = (struct range){ GIB(8), GIB(8) + MIB(30) };
}

static void wrong_kernel_entry(struct written *w, struct plan *plan)
{
	(void)w;
	plan->kernel_entry = GIB(8);
}

static void wrong_entry(struct written *w, struct plan *plan)
{
	(void)w;
	plan->entry = GIB(8) + 0x80000;
}

static void entry_not_as_asked(struct written *w, struct plan *plan)
{
	(void)plan;
	w->request.have_entry = true;
	w->request.entry = GIB(8) + 0x80000;
}

static void entry_in_no_segment(struct written *w, struct plan *plan)
{
	w->request.have_entry = true;
	w->request.entry = GIB(8);
	plan->entry = GIB(8);
}

static void usable_missing(struct written *w, struct plan *plan)
{
	(void)w;
	plan->usable_count = 2;
}

static void usable_twice(struct written *w, struct plan *plan)
{
	(void)w;
	plan->usable[2] = plan->usable[0];
}

static void usable_short(struct written *w, struct plan *plan)
{
	(void)w;
	plan->usable[1].end -= KIB(4);
}

static void usable_order(struct written *w, struct plan *plan)
{
	(void)w;
	swap_ranges(&plan->usable[0], &plan->usable[2]);
}

static void usable_low_last(struct written *w, struct plan *plan)
{
	(void)w;
	swap_ranges(&plan->usable[1], &plan->usable[2]);
}

static void region_too_low(struct written *w, struct plan *plan)
{
	(void)w;
	plan->region.start -= KIB(4);
}

static void region_too_high(struct written *w, struct plan *plan)
{
	(void)w;
	plan->region.end += KIB(4);
}

static void taken(struct written *w, struct plan *plan)
{
	(void)plan;
	w->taken[0] = (struct range){ GIB(8) + MIB(69) - 1, GIB(8) + MIB(70) };
	w->request.taken = (struct ranges){ w->taken, 1 };
}

struct broken_case {
	void (*break_it)(struct written *w, struct plan *plan);
	const char *message;
};

static const struct broken_case broken_cases[] = {
	{ no_segments, "0 segments, expected 1 to 5" },
	{ six_segments, "6 segments, expected 1 to 5" },
	{ empty_segment, "dtb is empty" },
	{ inverted_segment, "dtb is empty" },
	{ odd_start, "initrd is not made of whole pages" },
	{ odd_end, "initrd is not made of whole pages" },
	{ overlap, "kernel and initrd overlap or are out of order" },
	{ wrong_order, "initrd and kernel overlap or are out of order" },
	{ other_region, "initrd at 0xc8000000 is not in memory that may be loaded into" },
	{ ordinary_ram, "initrd at 0x80000000 is not in memory that may be loaded into" },
	{ behind_region, "dtb at 0x20ffff000 is not in memory that may be loaded into" },
	{ below_mem_min, "kernel at 0x200080000 is outside the allowed memory" },
	{ beyond_arch, "kernel at 0x200080000 is outside the allowed memory" },
	{ part_missing, "4 segments for 5 demands" },
	{ part_twice, "dtb has no segment" },
	{ too_little_memory, "dtb has too little memory" },
	{ not_aligned, "kernel at 0x200100000 is misaligned" },
	{ offset_missing, "kernel at 0x200000000 is misaligned" },
	{ dtb_too_far, "dtb at 0x220000000 is too far from the kernel" },
	{ kernel_outside_its_window, "kernel at 0x200080000 is outside its window" },
	{ wrong_kernel_entry, "the kernel's entry 0x200000000 is not its first instruction" },
	{ wrong_entry, "the entry 0x200080000 is neither the purgatory's start nor --entry's address" },
	{ entry_not_as_asked, "the entry 0x204000000 is neither the purgatory's start nor --entry's address" },
	{ entry_in_no_segment, "the entry 0x200000000 is neither the purgatory's start nor --entry's address" },
	{ usable_missing, "2 crash regions described, expected 3" },
	{ usable_twice, "the usable range 0x200000000 is not the crash region expected there" },
	{ usable_short, "the usable range 0xc0000000 is not the crash region expected there" },
	{ usable_order, "the region loaded into is not the first usable range" },
	{ usable_low_last, "the usable range 0xc8000000 is not the crash region expected there" },
	{ region_too_low, "the region loaded into is not the first usable range" },
	{ region_too_high, "the region loaded into is not the first usable range" },
	{ taken, "dtb at 0x204400000 is where the next kernel's devicetree reserves memory" },
};

START_TEST(broken_plan_is_refused)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct diag diag = { 0 };
	struct written w;

	write_broken(&w, &plan);
	ck_assert_msg(plan_check(&w.request, &plan, &diag) == 0, "%s", diag.message);
	broken_cases[_i].break_it(&w, &plan);
	ck_assert_int_eq(plan_check(&w.request, &plan, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, broken_cases[_i].message);
}
END_TEST

START_TEST(normal_plan_outside_free_ram_is_refused)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct diag diag = { 0 };
	struct written w;

	write_normal(&w, MIB(64), MIB(64));
	make_well(&w, &plan);
	w.area[0].type = MEM_RESERVED;
	ck_assert_int_eq(plan_check(&w.request, &plan, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, "purgatory at 0x40de4000 is not in memory that may be loaded into");
}
END_TEST

/* One region, and two ranges that the running kernel lends to user space. */
static void write_cma(struct written *w, struct plan *plan)
{
	write_machine(w, true);
	add_area(w, GIB(1), GIB(2), MEM_RAM);
	add_area(w, GIB(2), GIB(2) + MIB(256), MEM_CRASH);
	add_area(w, GIB(3), GIB(3) + MIB(64), MEM_CRASH_CMA);
	add_area(w, GIB(3) + MIB(64), GIB(3) + MIB(128), MEM_CRASH_CMA);
	make_well(w, plan);
}

static void refuse_plan(const struct written *w, const struct plan *plan, const char *message)
{
	struct diag diag = { 0 };

	ck_assert_int_eq(plan_check(&w->request, plan, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, message);
}

START_TEST(memory_of_cma_that_is_not_told_as_such_is_refused)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct written w;

	write_cma(&w, &plan);
	plan.usable_cma = 1;
	refuse_plan(&w, &plan, "1 ranges of crashkernel=SIZE,cma described, expected 2");
	plan.usable_cma = 2;
	plan.usable_count = 2;
	refuse_plan(&w, &plan, "2 crash regions described, expected 3");
	plan.usable_count = 3;
	swap_ranges(&plan.usable[0], &plan.usable[2]);
	refuse_plan(&w, &plan, "the usable range 0xc4000000 is not the crash region expected there");
	swap_ranges(&plan.usable[0], &plan.usable[2]);
	plan.usable[2].end += KIB(4);
	refuse_plan(&w, &plan, "the usable range 0xc4000000 is not the crash region expected there");
}
END_TEST

/* A normal load describes no crash region, even where there is one. */
START_TEST(normal_plan_with_usable_ranges_is_refused)
{
	struct range usable = { GIB(6), GIB(7) };
	struct plan plan = { 0 };
	struct diag diag = { 0 };
	struct written w;

	write_normal(&w, MIB(64), MIB(64));
	add_area(&w, GIB(6), GIB(7), MEM_CRASH);
	make_well(&w, &plan);
	plan.usable = &usable;
	plan.usable_count = 1;
	ck_assert_int_eq(plan_check(&w.request, &plan, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, "1 crash regions described, expected 0");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plan-check");
	TCase *tcase = tcase_create("plan-check");

	tcase_add_loop_test(tcase, broken_plan_is_refused, 0, COUNT(broken_cases));
	tcase_add_test(tcase, normal_plan_outside_free_ram_is_refused);
	tcase_add_test(tcase, memory_of_cma_that_is_not_told_as_such_is_refused);
	tcase_add_test(tcase, normal_plan_with_usable_ranges_is_refused);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
