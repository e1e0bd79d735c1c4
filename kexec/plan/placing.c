/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/plan/placing.h"

#include <errno.h>
#include <stdlib.h>

#include "common/bytes.h"
#include "kexec/cleanup.h"
#include "kexec/plan/place.h"
#include "kexec/plan/size.h"

/* What of the ranges may be used, in whole pages. */
static int clip(const struct ranges *from, struct range to, uint64_t page_size, struct ranges *ret)
{
	struct ranges clipped = { .range = calloc(from->count + 1, sizeof(struct range)) };

	if (!clipped.range)
		return -ENOMEM;
	for (size_t i = 0; i < from->count; i++) {
		struct range part = range_intersect(from->range[i], to);

		part.end = align_down(part.end, page_size);
		if (align_up(part.start, page_size, &part.start) && !range_is_empty(part))
			clipped.range[clipped.count++] = part;
	}
	*ret = clipped;
	return 0;
}

int placing_try(const struct placing *placing, const struct ranges *in, struct range window, struct range ret[PART_COUNT])
{
	const struct machine *machine = placing->request->machine;
	CLEANUP(ranges_release) struct ranges room = { 0 };
	int r;

	window = range_intersect(window, range_intersect(placing->request->allowed, machine->arch->window));
	r = clip(in, window, machine->page_size, &room);
	if (r < 0)
		return r;
	return place(room.range, room.count, placing->demand, placing->count, ret);
}

static int by_address(const void *a, const void *b)
{
	const struct segment *left = a, *right = b;

	return left->memory.start < right->memory.start ? -1 : left->memory.start > right->memory.start;
}

void placing_set(const struct placing *placing, const struct range *memory, const struct range *home, struct plan *plan)
{
	const struct plan_request *request = placing->request;

	for (size_t i = 0; i < placing->count; i++)
		plan->segment[i] = (struct segment){ .part = placing->demand[i].part, .memory = memory[i], .home = home[i] };
	plan->segment_count = placing->count;
	plan->kernel_entry = plan_segment(plan, PART_KERNEL)->home.start;
	plan->entry = request->have_entry ? request->entry : plan_segment(plan, PART_PURGATORY)->memory.start;
	qsort(plan->segment, placing->count, sizeof(plan->segment[0]), by_address);
}

uint64_t placing_need(const struct placing *placing, char *text, size_t size)
{
	uint64_t total = 0;
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < placing->count; i++) {
		const struct demand *demand = &placing->demand[i];

		total += demand->size;
		used += (size_t)snprintf(text + used, size - used, "%s%s %s", i ? ", " : "", part_name(demand->part),
					 size_text(demand->size).text);
	}
	return total;
}

bool placing_fits_mib(const struct placing *placing, uint64_t mib)
{
	struct range region = { GIB_4, 0 }, at[PART_COUNT];

	return mib <= UINT64_MAX >> 20 && add_u64(region.start, mib << 20, &region.end) &&
	       place(&region, 1, placing->demand, placing->count, at) == 0;
}

const struct range *placing_roomiest(const struct ranges *ranges, struct range allowed)
{
	const struct range *best = &ranges->range[0];

	for (size_t i = 1; i < ranges->count; i++)
		if (range_size(range_intersect(ranges->range[i], allowed)) >= range_size(range_intersect(*best, allowed)))
			best = &ranges->range[i];
	return best;
}
