/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/plan/plan.h"

#include <stdlib.h>

#include "arch/arch.h"
#include "kexec/base/ranges.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/moves.h"

const char *part_name(const struct arch *arch, enum part part)
{
	static const char *const name[PART_COUNT] = {
		[PART_KERNEL] = "kernel",	[PART_INITRD] = "initrd", [PART_ELFCOREHDR] = "elfcorehdr",
		[PART_PURGATORY] = "purgatory", [PART_HOLE] = "hole",
	};

	return part == PART_BOOT ? arch->boot_name : name[part];
}

void plan_release(struct plan *plan)
{
	free(plan->usable);
	*plan = (struct plan){ 0 };
}

const struct segment *plan_segment(const struct plan *plan, enum part part)
{
	for (size_t i = 0; i < plan->segment_count; i++)
		if (plan->segment[i].part == part)
			return &plan->segment[i];
	return NULL;
}

size_t plan_call_order(const struct plan *plan, const struct segment **ret)
{
	const struct segment *last = plan_segment(plan, PART_ELFCOREHDR);
	size_t count = 0;

	for (size_t i = 0; i < plan->segment_count; i++)
		if (&plan->segment[i] != last)
			ret[count++] = &plan->segment[i];
	if (last)
		ret[count++] = last;
	return count;
}

struct range plan_memory(const struct plan *plan, enum part part)
{
	const struct segment *segment = plan_segment(plan, part);

	return segment ? segment->memory : (struct range){ 0, 0 };
}

struct range plan_home(const struct plan *plan, enum part part)
{
	const struct segment *segment = plan_segment(plan, part);

	return segment ? segment->home : (struct range){ 0, 0 };
}

size_t plan_memory_beside(const struct plan *plan, enum part without, struct range *ret)
{
	struct ranges list = { ret, 0 };

	for (size_t i = 0; i < plan->segment_count; i++) {
		if (plan->segment[i].part == without)
			continue;
		ret[list.count++] = plan->segment[i].memory;
		ret[list.count++] = plan->segment[i].home;
	}
	ranges_merge(&list);
	return list.count;
}

void plan_set_bytes(struct plan *plan, enum part part, struct view bytes)
{
	for (size_t i = 0; i < plan->segment_count; i++)
		if (plan->segment[i].part == part)
			plan->segment[i].bytes = bytes;
}

size_t plan_moves(const struct plan *plan, struct move *ret)
{
	for (size_t i = 0; i < plan->segment_count; i++) {
		const struct segment *segment = &plan->segment[i];

		ret[i] = (struct move){
			.name = segment->name,
			.from = segment->memory.start,
			.to = segment->home.start,
			.size = range_size(segment->memory),
		};
	}
	return plan->segment_count;
}
