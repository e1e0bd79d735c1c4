/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/written.h"

#include <check.h>

void write_machine(struct written *w, bool crash)
{
	*w = (struct written){
		.machine = { .arch = &arch_arm64, .page_size = KIB(4), .map = { .area = w->area } },
		.image = { .format = "Image", .mem_size = MIB(30), .align = MIB(2), .any_placement = true },
		.request = {
			.machine = &w->machine,
			.image = &w->image,
			.size = {
				[PART_KERNEL] = MIB(30),
				[PART_INITRD] = MIB(20),
				[PART_DTB] = 70000,
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
