/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/text-machine.h"

#include <check.h>
#include <inttypes.h>

#include "arch/arch.h"
#include "kexec/base/diag.h"
#include "kexec/machine/memmap.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan-check.h"
#include "kexec/plan/plan-make.h"
#include "kexec/plan/plan.h"

void write_machine(struct written *w, bool crash)
{
	*w = (struct written){
		.machine = { .arch = &arch_arm64, .page_size = KIB(4), .map = { .area = w->area } },
		.image = { .format = "Image", .mem_size = MIB(30), .align = MIB(2) },
		.request = {
			.arch = &arch_arm64,
			.map = &w->machine.map,
			.page_size = KIB(4),
			.image = &w->image,
			.size = {
				[PART_KERNEL] = MIB(30),
				[PART_INITRD] = MIB(20),
				[PART_BOOT] = 70000,
				[PART_PURGATORY] = 40000,
				[PART_ELFCOREHDR] = crash ? 4000 : 0,
			},
			.crash = crash,
			.allowed = { 0, UINT64_MAX },
		},
	};
}

void add_area(struct written *w, uint64_t start, uint64_t end, enum mem_type type)
{
	ck_assert_uint_lt(w->machine.map.count, sizeof(w->area) / sizeof(w->area[0]));
	w->area[w->machine.map.count++] = (struct mem_area){ { start, end }, type };
}

void write_two_regions(struct written *w, uint64_t high)
{
	write_machine(w, true);
	add_area(w, GIB(1), GIB(3), MEM_RAM);
	add_area(w, GIB(3), GIB(3) + MIB(128), MEM_CRASH);
	add_area(w, GIB(3) + MIB(128), GIB(8), MEM_RAM);
	add_area(w, GIB(8), GIB(8) + high, MEM_CRASH);
	add_area(w, GIB(8) + high, GIB(9), MEM_RAM);
}

void make_well(const struct written *w, struct plan *ret)
{
	struct diag diag = { 0 };

	ck_assert_msg(plan_make(&w->request, ret, &diag) == 0, "%s (%s)", diag.message, diag.hint);
	ck_assert_msg(plan_check(&w->request, ret, &diag) == 0, "%s", diag.message);
}

void write_normal(struct written *w, uint64_t low, uint64_t high)
{
	write_machine(w, false);
	add_area(w, GIB(1), GIB(1) + low, MEM_RAM);
	add_area(w, GIB(4), GIB(4) + high, MEM_RAM);
}

void check_range(struct range range, uint64_t start, uint64_t end)
{
	ck_assert_msg(range.start == start && range.end == end,
		      "0x%" PRIx64 "-0x%" PRIx64 ", expected 0x%" PRIx64 "-0x%" PRIx64, range.start, range.end, start, end);
}

struct range memory_of(const struct plan *plan, enum part part)
{
	ck_assert_ptr_nonnull(plan_segment(plan, part));
	return plan_segment(plan, part)->memory;
}

void refuse(const struct written *w, int error, const char *message, const char *hint)
{
	struct plan plan = { .segment_count = 77 };
	struct diag diag = { 0 };

	ck_assert_int_eq(plan_make(&w->request, &plan, &diag), error);
	ck_assert_str_eq(diag.message, message);
	ck_assert_str_eq(diag.hint, hint);
	ck_assert_uint_eq(plan.segment_count, 77);
}
