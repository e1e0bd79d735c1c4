/* SPDX-License-Identifier: GPL-2.0-only */
/* A good plan of a staged load broken in every way that plan_check() is there to see. */
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

static void set_home(struct plan *plan, enum part part, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < plan->segment_count; i++)
		if (plan->segment[i].part == part)
			plan->segment[i].home = (struct range){ start, end };
}

static struct segment staged_at(enum part part, uint64_t staged, uint64_t home, uint64_t size)
{
	return (struct segment){ .part = part,
				 .name = part_name(&arch_arm64, part),
				 .memory = { staged, staged + size },
				 .home = { home, home + size } };
}

/* An old kernel, staged in a region above 4 GiB and moved to the GiB from 1 GiB on. */
static void write_staged(struct written *w, struct plan *plan)
{
	write_machine(w, false);
	w->image.wants_low = true;
	w->image.offset = 0x80000;
	w->request.fixed.range = w->fixed;
	add_area(w, GIB(1), GIB(3), MEM_RAM);
	add_area(w, GIB(3), GIB(3) + MIB(2), MEM_RESERVED);
	add_area(w, GIB(4), GIB(4) + MIB(256), MEM_KEXEC);
	add_area(w, GIB(5), GIB(6), MEM_CRASH);
	make_well(w, plan);
	plan->segment[0] = staged_at(PART_KERNEL, GIB(4), GIB(1) + 0x80000, MIB(30));
	plan->segment[1] = staged_at(PART_INITRD, GIB(4) + MIB(32), GIB(1) + MIB(128), MIB(20));
	plan->segment[2] = staged_at(PART_BOOT, GIB(4) + MIB(64), GIB(1) + MIB(256), MIB(1));
	plan->segment[3] = staged_at(PART_PURGATORY, GIB(4) + MIB(128), GIB(4) + MIB(128), MIB(1));
	plan->kernel_entry = GIB(1) + 0x80000;
	plan->entry = GIB(4) + MIB(128);
}

/* The parts where they would run, the kernel half a MiB above the region's start. */
static void run_in_place(struct written *w, struct plan *plan)
{
	(void)w;
	plan->placement = PLACEMENT_RESERVED;
	plan->segment[0] = staged_at(PART_KERNEL, GIB(4) + 0x80000, GIB(4) + 0x80000, MIB(30));
	for (size_t i = 1; i < plan->segment_count; i++)
		plan->segment[i].home = plan->segment[i].memory;
	plan->kernel_entry = GIB(4) + 0x80000;
}

static void home_smaller(struct written *w, struct plan *plan)
{
	(void)w;
	set_home(plan, PART_INITRD, GIB(1) + MIB(128), GIB(1) + MIB(147));
}

static void home_odd(struct written *w, struct plan *plan)
{
	(void)w;
	set_home(plan, PART_INITRD, GIB(1) + MIB(128) + 8, GIB(1) + MIB(148) + 8);
}

static void home_empty(struct written *w, struct plan *plan)
{
	(void)w;
	set_home(plan, PART_INITRD, GIB(1) + MIB(128), GIB(1) + MIB(128));
}

static void home_in_region(struct written *w, struct plan *plan)
{
	w->image.wants_low = false;
	set_home(plan, PART_BOOT, GIB(4), GIB(4) + MIB(1));
}

static void home_reserved(struct written *w, struct plan *plan)
{
	w->image.wants_low = false;
	set_home(plan, PART_BOOT, GIB(3), GIB(3) + MIB(1));
}

static void home_across_ram(struct written *w, struct plan *plan)
{
	(void)w;
	set_home(plan, PART_INITRD, GIB(3) - MIB(1), GIB(3) + MIB(19));
}

static void home_below_mem_min(struct written *w, struct plan *plan)
{
	(void)plan;
	w->request.allowed.start = GIB(1) + MIB(1);
}

static void home_fixed(struct written *w, struct plan *plan)
{
	(void)plan;
	w->fixed[0] = (struct range){ GIB(1) + MIB(148) - 1, GIB(1) + MIB(149) };
	w->request.fixed.count = 1;
}

static void homes_overlap(struct written *w, struct plan *plan)
{
	(void)w;
	set_home(plan, PART_BOOT, GIB(1) + MIB(128), GIB(1) + MIB(129));
}

static void home_not_aligned(struct written *w, struct plan *plan)
{
	(void)w;
	set_home(plan, PART_KERNEL, GIB(1) + 0x180000, GIB(1) + 0x180000 + MIB(30));
}

static void home_too_far(struct written *w, struct plan *plan)
{
	(void)w;
	set_home(plan, PART_BOOT, GIB(1) + MIB(768), GIB(1) + MIB(769));
}

static void home_of_purgatory(struct written *w, struct plan *plan)
{
	(void)w;
	set_home(plan, PART_PURGATORY, GIB(2), GIB(2) + MIB(1));
}

static void moved_though_in_place(struct written *w, struct plan *plan)
{
	(void)w;
	plan->placement = PLACEMENT_RESERVED;
}

static void staged_outside(struct written *w, struct plan *plan)
{
	(void)w;
	plan->segment[0] = staged_at(PART_KERNEL, GIB(2), GIB(1) + 0x80000, MIB(30));
}

static void region_of_none(struct written *w, struct plan *plan)
{
	(void)w;
	plan->region.end = GIB(4) + MIB(256) - KIB(4) + 1;
}

static void region_is_crash(struct written *w, struct plan *plan)
{
	(void)plan;
	w->area[2].type = MEM_CRASH;
}

static void region_of_crash(struct written *w, struct plan *plan)
{
	(void)w;
	plan->reuses_crash = true;
}

static void never_reserved(struct written *w, struct plan *plan)
{
	(void)plan;
	w->request.reserved = RESERVED_NEVER;
}

static void required_but_free(struct written *w, struct plan *plan)
{
	w->request.reserved = RESERVED_REQUIRE;
	plan->placement = PLACEMENT_FREE_RAM;
}

static void relocate_but_in_place(struct written *w, struct plan *plan)
{
	w->request.relocate = true;
	run_in_place(w, plan);
}

static void entered_without_purgatory(struct written *w, struct plan *plan)
{
	w->request.have_entry = true;
	w->request.entry = plan->entry;
}

static void kernel_entry_staged(struct written *w, struct plan *plan)
{
	(void)w;
	plan->kernel_entry = GIB(4);
}

static void in_place_but_fixed(struct written *w, struct plan *plan)
{
	run_in_place(w, plan);
	w->fixed[0] = (struct range){ GIB(4) + MIB(1), GIB(4) + MIB(2) };
	w->request.fixed.count = 1;
}

/* Takes the place that a part is loaded to, not the one that it goes to. */
static void staged_but_taken(struct written *w, struct plan *plan)
{
	(void)plan;
	w->taken[0] = (struct range){ GIB(4) + MIB(52) - 1, GIB(4) + MIB(53) };
	w->request.taken = (struct ranges){ w->taken, 1 };
}

static void other_kind(struct written *w, struct plan *plan)
{
	(void)w;
	plan->crash = true;
}

static const struct {
	void (*break_it)(struct written *w, struct plan *plan);
	const char *message;
} staged_cases[] = {
	{ home_smaller, "the home of initrd has another size, or is not made of whole pages" },
	{ home_odd, "the home of initrd has another size, or is not made of whole pages" },
	{ home_empty, "the home of initrd has another size, or is not made of whole pages" },
	{ home_in_region, "the home of dtb at 0x100000000 is not free RAM" },
	{ home_reserved, "the home of dtb at 0xc0000000 is not free RAM" },
	{ home_across_ram, "the home of initrd at 0xbff00000 is not free RAM" },
	{ home_below_mem_min, "kernel at 0x40080000 is outside the allowed memory" },
	{ home_fixed, "initrd at 0x48000000 is where the next kernel's command line reserves memory" },
	{ homes_overlap, "initrd and dtb would both lie at 0x48000000" },
	{ home_not_aligned, "kernel at 0x40180000 is misaligned" },
	{ home_too_far, "dtb at 0x70000000 is too far from the kernel" },
	{ home_of_purgatory, "purgatory is moved, but must stay" },
	{ moved_though_in_place, "kernel is moved, but must stay" },
	{ staged_outside, "kernel at 0x80000000 is not in memory that may be loaded into" },
	{ region_of_none, "0x100000000-0x10ffff000 is not a region that may be loaded into" },
	{ region_is_crash, "0x100000000-0x10fffffff is not a region that may be loaded into" },
	{ region_of_crash, "the crash region must not be used for this load" },
	{ never_reserved, "the load is in reserved memory, which the request forbids" },
	{ required_but_free, "the load is outside reserved memory, which the request forbids" },
	{ relocate_but_in_place, "the load is not staged, but --relocate requires that" },
	{ entered_without_purgatory, "--entry leaves out the purgatory, which must move the parts" },
	{ kernel_entry_staged, "the kernel's entry 0x100000000 is not its first instruction" },
	{ in_place_but_fixed, "kernel at 0x100080000 is where the next kernel's command line reserves memory" },
	{ staged_but_taken, "initrd at 0x48000000 is where the next kernel's devicetree reserves memory" },
	{ other_kind, "the plan is for a crash load, the request is not" },
};

START_TEST(broken_staged_plan_is_refused)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct diag diag = { 0 };
	struct written w;

	write_staged(&w, &plan);
	ck_assert_msg(plan_check(&w.request, &plan, &diag) == 0, "%s", diag.message);
	staged_cases[_i].break_it(&w, &plan);
	ck_assert_int_eq(plan_check(&w.request, &plan, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, staged_cases[_i].message);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plan-check-staged");
	TCase *tcase = tcase_create("plan-check-staged");

	tcase_add_loop_test(tcase, broken_staged_plan_is_refused, 0, COUNT(staged_cases));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
