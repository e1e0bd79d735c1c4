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

enum breakage {
	NO_SEGMENTS,
	SIX_SEGMENTS,
	EMPTY_SEGMENT,
	INVERTED_SEGMENT,
	ODD_START,
	ODD_END,
	OVERLAP,
	WRONG_ORDER,
	OTHER_REGION,
	ORDINARY_RAM,
	BEHIND_REGION,
	BELOW_MEM_MIN,
	BEYOND_ARCH,
	PART_MISSING,
	PART_TWICE,
	TOO_LITTLE_MEMORY,
	NOT_ALIGNED,
	OFFSET_MISSING,
	DTB_TOO_FAR,
	WRONG_KERNEL_ENTRY,
	WRONG_ENTRY,
	ENTRY_NOT_AS_ASKED,
	ENTRY_IN_NO_SEGMENT,
	USABLE_MISSING,
	USABLE_TWICE,
	USABLE_SHORT,
	USABLE_ORDER,
	USABLE_LOW_LAST,
	REGION_TOO_LOW,
	REGION_TOO_HIGH,
	TAKEN,
};

struct broken_case {
	enum breakage breakage;
	const char *message;
};

static const struct broken_case broken_cases[] = {
	{ NO_SEGMENTS, "0 segments, expected 1 to 5" },
	{ SIX_SEGMENTS, "6 segments, expected 1 to 5" },
	{ EMPTY_SEGMENT, "dtb is empty" },
	{ INVERTED_SEGMENT, "dtb is empty" },
	{ ODD_START, "initrd is not made of whole pages" },
	{ ODD_END, "initrd is not made of whole pages" },
	{ OVERLAP, "kernel and initrd overlap or are out of order" },
	{ WRONG_ORDER, "initrd and kernel overlap or are out of order" },
	{ OTHER_REGION, "initrd at 0xc8000000 is not in memory that may be loaded into" },
	{ ORDINARY_RAM, "initrd at 0x80000000 is not in memory that may be loaded into" },
	{ BEHIND_REGION, "dtb at 0x20ffff000 is not in memory that may be loaded into" },
	{ BELOW_MEM_MIN, "kernel at 0x200080000 is outside the allowed memory" },
	{ BEYOND_ARCH, "kernel at 0x200080000 is outside the allowed memory" },
	{ PART_MISSING, "4 segments for 5 demands" },
	{ PART_TWICE, "dtb has no segment" },
	{ TOO_LITTLE_MEMORY, "dtb has too little memory" },
	{ NOT_ALIGNED, "kernel at 0x200100000 is misaligned" },
	{ OFFSET_MISSING, "kernel at 0x200000000 is misaligned" },
	{ DTB_TOO_FAR, "dtb at 0x220000000 is too far from the kernel" },
	{ WRONG_KERNEL_ENTRY, "the kernel's entry 0x200000000 is not its first instruction" },
	{ WRONG_ENTRY, "the entry 0x200080000 is neither the purgatory's start nor --entry's address" },
	{ ENTRY_NOT_AS_ASKED, "the entry 0x204000000 is neither the purgatory's start nor --entry's address" },
	{ ENTRY_IN_NO_SEGMENT, "the entry 0x200000000 is neither the purgatory's start nor --entry's address" },
	{ USABLE_MISSING, "2 crash regions described, expected 3" },
	{ USABLE_TWICE, "the usable range 0x200000000 is not the crash region expected there" },
	{ USABLE_SHORT, "the usable range 0xc0000000 is not the crash region expected there" },
	{ USABLE_ORDER, "the region loaded into is not the first usable range" },
	{ USABLE_LOW_LAST, "the usable range 0xc8000000 is not the crash region expected there" },
	{ REGION_TOO_LOW, "the region loaded into is not the first usable range" },
	{ REGION_TOO_HIGH, "the region loaded into is not the first usable range" },
	{ TAKEN, "dtb at 0x204400000 is where the next kernel's devicetree reserves memory" },
};

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

static void break_segments(struct written *w, struct plan *plan, enum breakage breakage)
{
	switch ((int)breakage) {
	case NO_SEGMENTS:
		plan->segment_count = 0;
		break;
	case SIX_SEGMENTS:
		plan->segment_count = 6;
		break;
	case EMPTY_SEGMENT:
		set_memory(plan, PART_BOOT, GIB(8) + MIB(68), GIB(8) + MIB(68));
		break;
	case INVERTED_SEGMENT:
		set_memory(plan, PART_BOOT, GIB(8) + MIB(69), GIB(8) + MIB(68));
		break;
	case ODD_START:
		set_memory(plan, PART_INITRD, GIB(8) + MIB(32) + 512, GIB(8) + MIB(53));
		break;
	case ODD_END:
		set_memory(plan, PART_INITRD, GIB(8) + MIB(32), GIB(8) + MIB(52) + 1);
		break;
	case OVERLAP:
		set_memory(plan, PART_INITRD, GIB(8) + MIB(30), GIB(8) + MIB(52));
		break;
	case WRONG_ORDER:
		plan->segment[0].part = PART_INITRD;
		plan->segment[1].part = PART_KERNEL;
		swap_ranges(&plan->segment[0].memory, &plan->segment[1].memory);
		swap_ranges(&plan->segment[0].home, &plan->segment[1].home);
		break;
	case OTHER_REGION:
		plan->segment[0].part = PART_INITRD;
		plan->segment[1].part = PART_KERNEL;
		set_memory(plan, PART_INITRD, GIB(3) + MIB(128), GIB(3) + MIB(148));
		set_memory(plan, PART_KERNEL, GIB(8) + 0x80000, GIB(8) + 0x80000 + MIB(30));
		break;
	case ORDINARY_RAM:
		plan->segment[0].part = PART_INITRD;
		plan->segment[1].part = PART_KERNEL;
		set_memory(plan, PART_INITRD, GIB(2), GIB(2) + MIB(20));
		set_memory(plan, PART_KERNEL, GIB(8) + 0x80000, GIB(8) + 0x80000 + MIB(30));
		break;
	case BEHIND_REGION:
		w->area[3].range.end = GIB(8) + MIB(256);
		plan->region.end = GIB(8) + MIB(256);
		plan->usable[0].end = GIB(8) + MIB(256);
		set_memory(plan, PART_BOOT, GIB(8) + MIB(256) - KIB(4), GIB(8) + MIB(257));
		break;
	case BELOW_MEM_MIN:
		w->request.allowed.start = GIB(8) + 0x80001;
		break;
	case BEYOND_ARCH:
		w->arch = arch_arm64;
		w->arch.window.end = GIB(8) + MIB(16);
		w->machine.arch = &w->arch;
		w->request.arch = &w->arch;
		break;
	case PART_MISSING:
		plan->segment_count = 4;
		break;
	case PART_TWICE:
		plan->segment[4].part = PART_INITRD;
		break;
	case TOO_LITTLE_MEMORY:
		set_memory(plan, PART_BOOT, GIB(8) + MIB(68), GIB(8) + MIB(68) + KIB(68));
		break;
	case NOT_ALIGNED:
		set_memory(plan, PART_KERNEL, GIB(8) + MIB(1), GIB(8) + MIB(31));
		break;
	case OFFSET_MISSING:
		set_memory(plan, PART_KERNEL, GIB(8), GIB(8) + MIB(30));
		break;
	case DTB_TOO_FAR:
		set_memory(plan, PART_BOOT, GIB(8) + MIB(512), GIB(8) + MIB(513));
		break;
	}
}

static void break_plan(struct written *w, struct plan *plan, enum breakage breakage)
{
	switch ((int)breakage) {
	case WRONG_KERNEL_ENTRY:
		plan->kernel_entry = GIB(8);
		break;
	case WRONG_ENTRY:
		plan->entry = GIB(8) + 0x80000;
		break;
	case ENTRY_NOT_AS_ASKED:
		w->request.have_entry = true;
		w->request.entry = GIB(8) + 0x80000;
		break;
	case ENTRY_IN_NO_SEGMENT:
		w->request.have_entry = true;
		w->request.entry = GIB(8);
		plan->entry = GIB(8);
		break;
	case USABLE_MISSING:
		plan->usable_count = 2;
		break;
	case USABLE_TWICE:
		plan->usable[2] = plan->usable[0];
		break;
	case USABLE_SHORT:
		plan->usable[1].end -= KIB(4);
		break;
	case USABLE_ORDER:
		swap_ranges(&plan->usable[0], &plan->usable[2]);
		break;
	case USABLE_LOW_LAST:
		swap_ranges(&plan->usable[1], &plan->usable[2]);
		break;
	case REGION_TOO_LOW:
		plan->region.start -= KIB(4);
		break;
	case REGION_TOO_HIGH:
		plan->region.end += KIB(4);
		break;
	case TAKEN:
		w->taken[0] = (struct range){ GIB(8) + MIB(69) - 1, GIB(8) + MIB(70) };
		w->request.taken = (struct ranges){ w->taken, 1 };
		break;
	default:
		break_segments(w, plan, breakage);
	}
}

START_TEST(broken_plan_is_refused)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct diag diag = { 0 };
	struct written w;

	write_broken(&w, &plan);
	ck_assert_msg(plan_check(&w.request, &plan, &diag) == 0, "%s", diag.message);
	break_plan(&w, &plan, broken_cases[_i].breakage);
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

/* ---- staged ---- */

enum staged_breakage {
	NOT_BROKEN,
	HOME_SMALLER,
	HOME_ODD,
	HOME_EMPTY,
	HOME_IN_REGION,
	HOME_RESERVED,
	HOME_ACROSS_RAM,
	HOME_BELOW_MEM_MIN,
	HOME_FIXED,
	HOMES_OVERLAP,
	HOME_NOT_ALIGNED,
	HOME_TOO_FAR,
	HOME_OF_PURGATORY,
	MOVED_THOUGH_IN_PLACE,
	STAGED_OUTSIDE,
	REGION_OF_NONE,
	REGION_IS_CRASH,
	REGION_OF_CRASH,
	NEVER_RESERVED,
	REQUIRED_BUT_FREE,
	RELOCATE_BUT_IN_PLACE,
	ENTERED_WITHOUT_PURGATORY,
	KERNEL_ENTRY_STAGED,
	IN_PLACE_BUT_FIXED,
	OTHER_KIND,
};

static const struct {
	enum staged_breakage breakage;
	const char *message; /* NULL: nothing is broken */
} staged_cases[] = {
	{ NOT_BROKEN, NULL },
	{ HOME_SMALLER, "the home of initrd has another size, or is not made of whole pages" },
	{ HOME_ODD, "the home of initrd has another size, or is not made of whole pages" },
	{ HOME_EMPTY, "the home of initrd has another size, or is not made of whole pages" },
	{ HOME_IN_REGION, "the home of dtb at 0x100000000 is not free RAM" },
	{ HOME_RESERVED, "the home of dtb at 0xc0000000 is not free RAM" },
	{ HOME_ACROSS_RAM, "the home of initrd at 0xbff00000 is not free RAM" },
	{ HOME_BELOW_MEM_MIN, "kernel at 0x40080000 is outside the allowed memory" },
	{ HOME_FIXED, "initrd at 0x48000000 is where the next kernel's command line reserves memory" },
	{ HOMES_OVERLAP, "initrd and dtb would both lie at 0x48000000" },
	{ HOME_NOT_ALIGNED, "kernel at 0x40180000 is misaligned" },
	{ HOME_TOO_FAR, "dtb at 0x70000000 is too far from the kernel" },
	{ HOME_OF_PURGATORY, "purgatory is moved, but must stay" },
	{ MOVED_THOUGH_IN_PLACE, "kernel is moved, but must stay" },
	{ STAGED_OUTSIDE, "kernel at 0x80000000 is not in memory that may be loaded into" },
	{ REGION_OF_NONE, "0x100000000-0x10ffff000 is not a region that may be loaded into" },
	{ REGION_IS_CRASH, "0x100000000-0x10fffffff is not a region that may be loaded into" },
	{ REGION_OF_CRASH, "the crash region must not be used for this load" },
	{ NEVER_RESERVED, "the load is in reserved memory, which the request forbids" },
	{ REQUIRED_BUT_FREE, "the load is outside reserved memory, which the request forbids" },
	{ RELOCATE_BUT_IN_PLACE, "the load is not staged, but --relocate requires that" },
	{ ENTERED_WITHOUT_PURGATORY, "--entry leaves out the purgatory, which must move the parts" },
	{ KERNEL_ENTRY_STAGED, "the kernel's entry 0x100000000 is not its first instruction" },
	{ IN_PLACE_BUT_FIXED, "kernel at 0x100080000 is where the next kernel's command line reserves memory" },
	{ OTHER_KIND, "the plan is for a crash load, the request is not" },
};

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

static void break_home(struct written *w, struct plan *plan, enum staged_breakage breakage)
{
	switch ((int)breakage) {
	case HOME_SMALLER:
		set_home(plan, PART_INITRD, GIB(1) + MIB(128), GIB(1) + MIB(147));
		break;
	case HOME_ODD:
		set_home(plan, PART_INITRD, GIB(1) + MIB(128) + 8, GIB(1) + MIB(148) + 8);
		break;
	case HOME_EMPTY:
		set_home(plan, PART_INITRD, GIB(1) + MIB(128), GIB(1) + MIB(128));
		break;
	case HOME_IN_REGION:
		w->image.wants_low = false;
		set_home(plan, PART_BOOT, GIB(4), GIB(4) + MIB(1));
		break;
	case HOME_RESERVED:
		w->image.wants_low = false;
		set_home(plan, PART_BOOT, GIB(3), GIB(3) + MIB(1));
		break;
	case HOME_ACROSS_RAM:
		set_home(plan, PART_INITRD, GIB(3) - MIB(1), GIB(3) + MIB(19));
		break;
	case HOME_BELOW_MEM_MIN:
		w->request.allowed.start = GIB(1) + MIB(1);
		break;
	case HOME_FIXED:
		w->fixed[0] = (struct range){ GIB(1) + MIB(148) - 1, GIB(1) + MIB(149) };
		w->request.fixed.count = 1;
		break;
	case HOMES_OVERLAP:
		set_home(plan, PART_BOOT, GIB(1) + MIB(128), GIB(1) + MIB(129));
		break;
	case HOME_NOT_ALIGNED:
		set_home(plan, PART_KERNEL, GIB(1) + 0x180000, GIB(1) + 0x180000 + MIB(30));
		break;
	case HOME_TOO_FAR:
		set_home(plan, PART_BOOT, GIB(1) + MIB(768), GIB(1) + MIB(769));
		break;
	case HOME_OF_PURGATORY:
		set_home(plan, PART_PURGATORY, GIB(2), GIB(2) + MIB(1));
		break;
	}
}

static void break_staged(struct written *w, struct plan *plan, enum staged_breakage breakage)
{
	switch ((int)breakage) {
	case MOVED_THOUGH_IN_PLACE:
		plan->placement = PLACEMENT_RESERVED;
		break;
	case STAGED_OUTSIDE:
		plan->segment[0] = staged_at(PART_KERNEL, GIB(2), GIB(1) + 0x80000, MIB(30));
		break;
	case REGION_OF_NONE:
		plan->region.end = GIB(4) + MIB(256) - KIB(4) + 1;
		break;
	case REGION_IS_CRASH:
		w->area[2].type = MEM_CRASH;
		break;
	case REGION_OF_CRASH:
		plan->reuses_crash = true;
		break;
	case NEVER_RESERVED:
		w->request.reserved = RESERVED_NEVER;
		break;
	case REQUIRED_BUT_FREE:
		w->request.reserved = RESERVED_REQUIRE;
		plan->placement = PLACEMENT_FREE_RAM;
		break;
	case RELOCATE_BUT_IN_PLACE:
		w->request.relocate = true;
		run_in_place(w, plan);
		break;
	case ENTERED_WITHOUT_PURGATORY:
		w->request.have_entry = true;
		w->request.entry = plan->entry;
		break;
	case KERNEL_ENTRY_STAGED:
		plan->kernel_entry = GIB(4);
		break;
	case IN_PLACE_BUT_FIXED:
		run_in_place(w, plan);
		w->fixed[0] = (struct range){ GIB(4) + MIB(1), GIB(4) + MIB(2) };
		w->request.fixed.count = 1;
		break;
	case OTHER_KIND:
		plan->crash = true;
		break;
	default:
		break_home(w, plan, breakage);
	}
}

START_TEST(broken_staged_plan_is_refused)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct diag diag = { 0 };
	struct written w;

	write_staged(&w, &plan);
	break_staged(&w, &plan, staged_cases[_i].breakage);
	if (!staged_cases[_i].message) {
		ck_assert_msg(plan_check(&w.request, &plan, &diag) == 0, "%s", diag.message);
		return;
	}
	ck_assert_int_eq(plan_check(&w.request, &plan, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, staged_cases[_i].message);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plan-check");
	TCase *tcase = tcase_create("plan-check");

	tcase_add_loop_test(tcase, broken_plan_is_refused, 0, COUNT(broken_cases));
	tcase_add_loop_test(tcase, broken_staged_plan_is_refused, 0, COUNT(staged_cases));
	tcase_add_test(tcase, normal_plan_outside_free_ram_is_refused);
	tcase_add_test(tcase, memory_of_cma_that_is_not_told_as_such_is_refused);
	tcase_add_test(tcase, normal_plan_with_usable_ranges_is_refused);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
