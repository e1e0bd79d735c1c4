/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/rehearse/refit.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/bytes.h"
#include "kexec/plan/plan.h"

/* The other parts' memory, merged. */
struct others {
	struct range range[2 * PART_COUNT];
	size_t count;
};

static bool is_free(const struct others *others, struct range range)
{
	for (size_t i = 0; i < others->count; i++)
		if (range_overlaps(others->range[i], range))
			return false;
	return true;
}

/* The highest free place; empty if there is none. */
static struct range find_place(const struct others *others, uint64_t size, uint64_t align, struct range inside)
{
	uint64_t end = inside.end;

	for (size_t left = others->count + 1; left-- > 0;) {
		uint64_t bottom = left && others->range[left - 1].end > inside.start ? others->range[left - 1].end : inside.start;
		uint64_t start = end >= size ? align_down(end - size, align) : 0;

		if (end >= size && start >= bottom)
			return (struct range){ start, start + size };
		if (left && others->range[left - 1].start < end)
			end = others->range[left - 1].start;
	}
	return (struct range){ 0 };
}

static struct segment *find_segment(struct plan *plan, enum part part)
{
	for (size_t i = 0; i < plan->segment_count; i++)
		if (plan->segment[i].part == part)
			return &plan->segment[i];
	return NULL;
}

/* Keeps the segments ascending. */
static void sort(struct plan *plan)
{
	for (size_t i = 1; i < plan->segment_count; i++)
		for (size_t j = i; j && plan->segment[j].memory.start < plan->segment[j - 1].memory.start; j--) {
			struct segment segment = plan->segment[j];

			plan->segment[j] = plan->segment[j - 1];
			plan->segment[j - 1] = segment;
		}
}

static bool grow(struct segment *segment, const struct others *others, uint64_t size, struct range inside)
{
	struct range memory = { segment->memory.start, segment->memory.start + size };
	struct range home = { segment->home.start, segment->home.start + size };

	if (memory.end > inside.end || home.end > inside.end || !is_free(others, memory) || !is_free(others, home) ||
	    (memory.start != home.start && range_overlaps(memory, home)))
		return false;
	segment->memory = memory;
	segment->home = home;
	return true;
}

int refit_part(struct plan *plan, enum part part, const char *name, uint64_t size, uint64_t align, struct range inside)
{
	struct segment *segment = find_segment(plan, part);
	struct others others;
	struct range place;
	bool is_new;

	if (!align_up(size, align, &size))
		return -ENOSPC;
	if (segment && range_size(segment->memory) >= size)
		return 0;
	others.count = plan_memory_beside(plan, part, others.range);
	if (segment && grow(segment, &others, size, inside))
		return 0;
	is_new = !segment;
	place = find_place(&others, size, align, inside);
	if (range_is_empty(place))
		return -ENOSPC;
	if (is_new) {
		segment = &plan->segment[plan->segment_count++];
		*segment = (struct segment){ .part = part, .name = name };
	}
	segment->memory = segment->home = place;
	sort(plan);
	return is_new ? 0 : 1;
}
