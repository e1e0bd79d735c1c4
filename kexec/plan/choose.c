/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/plan/choose.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "arch/arch.h"
#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/ranges.h"
#include "kexec/base/size-text.h"
#include "kexec/image/image.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/solve.h"

/* Cuts the ranges to those whole pages that lie in `to`. Returns 0 or -ENOMEM. */
static int clip(const struct ranges *from, struct range to, uint64_t page_size, struct ranges *ret)
{
	CLEANUP(ranges_release) struct ranges clipped = { 0 };

	for (size_t i = 0; i < from->count; i++) {
		struct range part = range_intersect(from->range[i], to);

		part.end = align_down(part.end, page_size);
		if (align_up(part.start, page_size, &part.start) && ranges_append(&clipped, part) < 0)
			return -ENOMEM;
	}
	*ret = ranges_take(&clipped);
	return 0;
}

int choice_place(const struct choice *choice, const struct ranges *in, struct range window, struct range ret[PART_COUNT])
{
	const struct plan_request *request = choice->request;
	CLEANUP(ranges_release) struct ranges room = { 0 };
	int r;

	window = range_intersect(window, range_intersect(request->allowed, request->arch->window));
	r = clip(in, window, request->page_size, &room);
	return r < 0 ? r : solve(room.range, room.count, choice->demand, choice->count, ret);
}

int choice_try(const struct choice *choice, const struct ranges *in, struct range window, struct range ret[PART_COUNT])
{
	CLEANUP(ranges_release) struct ranges free = { 0 };
	int r = ranges_without(in, &choice->request->taken, &free);

	return r < 0 ? r : choice_place(choice, &free, window, ret);
}

int choice_find_taken(const struct choice *choice, const struct ranges *in, struct range *ret)
{
	struct plan_request without = *choice->request;
	struct choice free = *choice;
	struct range at[PART_COUNT];
	int r;

	without.taken = (struct ranges){ 0 };
	free.request = &without;
	*ret = (struct range){ 0, 0 };
	r = choice->request->taken.count ? choice_try(&free, in, (struct range){ 0, UINT64_MAX }, at) : -ENOSPC;
	for (size_t i = 0; !r && i < choice->request->taken.count; i++)
		for (size_t part = 0; part < choice->count; part++)
			if (range_overlaps(choice->request->taken.range[i], at[part]))
				*ret = choice->request->taken.range[i];
	return r == -ENOMEM ? r : 0;
}

static int by_address(const void *a, const void *b)
{
	const struct segment *left = a, *right = b;

	return left->memory.start < right->memory.start ? -1 : left->memory.start > right->memory.start;
}

void choice_apply(const struct choice *choice, const struct range *memory, const struct range *home, struct plan *plan)
{
	const struct plan_request *request = choice->request;
	const struct segment *purgatory;

	plan->segment_count = 0;
	for (size_t i = 0; i < choice->count; i++) {
		enum part part = choice->demand[i].part;

		if (part == PART_HOLE)
			plan->hole = memory[i];
		else
			plan->segment[plan->segment_count++] = (struct segment){
				.part = part,
				.name = part_name(request->arch, part),
				.memory = memory[i],
				.home = home[i],
			};
	}
	plan->kernel_entry = plan_segment(plan, PART_KERNEL)->home.start + request->entry_offset;
	purgatory = plan_segment(plan, PART_PURGATORY);
	plan->entry = request->have_entry ? request->entry : purgatory ? purgatory->memory.start : plan->kernel_entry;
	qsort(plan->segment, plan->segment_count, sizeof(plan->segment[0]), by_address);
}

uint64_t choice_need(const struct choice *choice, char *text, size_t size)
{
	uint64_t total = 0;
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < choice->count; i++) {
		const struct demand *demand = &choice->demand[i];

		total += demand->size;
		used += (size_t)snprintf(text + used, size - used, "%s%s %s", i ? ", " : "",
					 part_name(choice->request->arch, demand->part), size_text(demand->size).text);
	}
	return total;
}

bool choice_fits_mib(const struct choice *choice, uint64_t mib)
{
	struct range region = { GIB_4, 0 }, at[PART_COUNT];

	return mib <= UINT64_MAX >> 20 && add_u64(region.start, mib << 20, &region.end) &&
	       solve(&region, 1, choice->demand, choice->count, at) == 0;
}

const struct range *largest_within(const struct ranges *ranges, struct range allowed)
{
	const struct range *best = &ranges->range[0];

	for (size_t i = 1; i < ranges->count; i++)
		if (range_size(range_intersect(ranges->range[i], allowed)) >= range_size(range_intersect(*best, allowed)))
			best = &ranges->range[i];
	return best;
}
