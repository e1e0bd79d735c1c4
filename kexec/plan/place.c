/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/plan/place.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/cleanup.h"

/* Of the gaps in which a part fits so many are tried: all that touch another part, and one more than there are parts. */
#define GAPS_TRIED (3 * PART_COUNT)

struct search {
	const struct demand *demand;
	size_t count;
	struct range *gap; /* what is free now, ascending; room for two more per part */
	size_t gap_count;
	struct range place[PART_COUNT];
};

struct range near_window(const struct near_kernel *near, struct range kernel)
{
	struct range window = { 0, UINT64_MAX };
	uint64_t base = align_down(kernel.start, near->align ? near->align : 1);

	if (!near->span)
		return window;
	if (!add_u64(base, near->span, &window.end))
		window.end = UINT64_MAX;
	if (!near->may_precede)
		window.start = base;
	else if (kernel.end > near->span)
		(void)align_up(kernel.end - near->span, near->align, &window.start);
	return window;
}

static bool lowest_in(struct range room, const struct demand *demand, struct range *ret)
{
	uint64_t start, end;

	if (room.start < demand->offset)
		start = 0;
	else if (!align_up(room.start - demand->offset, demand->align, &start))
		return false;
	if (!add_u64(start, demand->offset, &start) || !add_u64(start, demand->size, &end) || end > room.end)
		return false;
	*ret = (struct range){ start, end };
	return true;
}

static bool highest_in(struct range room, const struct demand *demand, struct range *ret)
{
	uint64_t start;

	if (room.end < demand->size || room.end - demand->size < demand->offset)
		return false;
	start = align_down(room.end - demand->size - demand->offset, demand->align) + demand->offset;
	if (start < room.start)
		return false;
	*ret = (struct range){ start, start + demand->size };
	return true;
}

/* Takes used out of gap i. */
static void split_gap(struct search *search, size_t i, struct range used)
{
	struct range below = { search->gap[i].start, used.start }, above = { used.end, search->gap[i].end };
	size_t tail = search->gap_count - i - 1, pieces = 0;
	struct range piece[2];

	if (!range_is_empty(below))
		piece[pieces++] = below;
	if (!range_is_empty(above))
		piece[pieces++] = above;
	memmove(&search->gap[i + pieces], &search->gap[i + 1], tail * sizeof(struct range));
	memcpy(&search->gap[i], piece, pieces * sizeof(struct range));
	search->gap_count = search->gap_count - 1 + pieces;
}

/* Undoes split_gap(). */
static void join_gap(struct search *search, size_t i, struct range whole, struct range used)
{
	size_t pieces = (whole.start < used.start) + (used.end < whole.end);
	size_t tail = search->gap_count - i - pieces;

	memmove(&search->gap[i + 1], &search->gap[i + pieces], tail * sizeof(struct range));
	search->gap[i] = whole;
	search->gap_count = search->gap_count + 1 - pieces;
}

static bool place_from(struct search *search, size_t next);

/* With demand `which` at `used` in gap i, can the rest be placed? */
static bool try_at(struct search *search, size_t which, size_t i, struct range used)
{
	struct range whole = search->gap[i];

	search->place[which] = used;
	split_gap(search, i, used);
	if (place_from(search, which + 1))
		return true;
	join_gap(search, i, whole, used);
	return false;
}

/* Places demand number next and those after it; the kernel has its place already. */
static bool place_from(struct search *search, size_t next)
{
	const struct demand *demand = &search->demand[next];
	size_t tried = 0;
	struct range window;

	if (next == search->count)
		return true;
	window = near_window(&demand->near, search->place[0]);
	for (size_t n = 0; n < search->gap_count && tried < GAPS_TRIED; n++) {
		size_t i = demand->from_top ? search->gap_count - 1 - n : n;
		struct range room = range_intersect(search->gap[i], window), low, high;

		if (!lowest_in(room, demand, &low) || !highest_in(room, demand, &high))
			continue;
		tried++;
		if (try_at(search, next, i, demand->from_top ? high : low))
			return true;
		if (low.start != high.start && try_at(search, next, i, demand->from_top ? low : high))
			return true;
	}
	return false;
}

/*
 * The kernel's candidates in one gap, from one side: every aligned place until the room left behind it takes all other
 * parts. What lies further in leaves no gap that these do not leave.
 */
static bool place_kernel_from(struct search *search, size_t i, bool from_top, uint64_t others)
{
	const struct demand *demand = &search->demand[0];
	const struct range whole = search->gap[i];
	struct range room = whole, used;

	while (from_top ? highest_in(room, demand, &used) : lowest_in(room, demand, &used)) {
		uint64_t behind = from_top ? whole.end - used.end : used.start - whole.start;

		if (try_at(search, 0, i, used))
			return true;
		if (behind >= others)
			return false;
		if (from_top)
			room.end = used.end - 1;
		else
			room.start = used.start + 1;
	}
	return false;
}

static bool place_kernel(struct search *search, uint64_t others)
{
	bool from_top = search->demand[0].from_top;

	for (size_t n = 0; n < search->gap_count; n++) {
		size_t i = from_top ? search->gap_count - 1 - n : n;

		if (place_kernel_from(search, i, from_top, others) || place_kernel_from(search, i, !from_top, others))
			return true;
	}
	return false;
}

int place(const struct range *free_range, size_t free_count, const struct demand *demand, size_t count, struct range *ret)
{
	AUTO_FREE struct range *gap = calloc(free_count + PART_COUNT + 1, sizeof(*gap));
	struct search search = { .demand = demand, .count = count, .gap = gap, .gap_count = free_count };
	uint64_t others = 0;

	if (!gap)
		return -ENOMEM;
	if (free_count)
		memcpy(gap, free_range, free_count * sizeof(*gap));
	for (size_t i = 1; i < count; i++)
		if (!add_u64(others, demand[i].size, &others))
			return -ENOSPC;
	if (!count || !place_kernel(&search, others))
		return -ENOSPC;
	memcpy(ret, search.place, count * sizeof(*ret));
	return 0;
}
