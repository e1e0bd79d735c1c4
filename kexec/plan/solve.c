/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/plan/solve.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/ranges.h"
#include "kexec/plan/demand.h"

struct search {
	const struct demand *demand;
	size_t count;
	struct range *gap; /* the memory that is free now, ascending; the array has room for one more gap per part */
	size_t gap_count;
	const size_t *fitting; /* find_fitting(); NULL as soon as parts are taken out of the gaps */
	struct range window[PART_COUNT];
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
	else if (kernel.end > near->span && !align_up(kernel.end - near->span, near->align, &window.start))
		window.start = UINT64_MAX;
	return window;
}

static struct range absolute_window(const struct demand *demand)
{
	return range_is_empty(demand->window) ? (struct range){ 0, UINT64_MAX } : demand->window;
}

struct range demand_window(const struct demand *demand, struct range kernel)
{
	return range_intersect(near_window(&demand->near, kernel), absolute_window(demand));
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

/* The index of the first gap that ends above address; gap_count if there is none. */
static size_t first_gap_above(const struct search *search, uint64_t address)
{
	return ranges_first_above(search->gap, search->gap_count, address);
}

/* Takes `used` out of the gap that contains it. */
static void take_out(struct search *search, struct range used)
{
	size_t i = first_gap_above(search, used.start), tail = search->gap_count - i - 1, pieces = 0;
	struct range below = { search->gap[i].start, used.start }, above = { used.end, search->gap[i].end };
	struct range piece[2];

	if (!range_is_empty(below))
		piece[pieces++] = below;
	if (!range_is_empty(above))
		piece[pieces++] = above;
	memmove(&search->gap[i + pieces], &search->gap[i + 1], tail * sizeof(struct range));
	memcpy(&search->gap[i], piece, pieces * sizeof(struct range));
	search->gap_count = search->gap_count - 1 + pieces;
}

/* Undoes take_out(). whole: the gap as it was before. */
static void put_back(struct search *search, struct range whole, struct range used)
{
	size_t i = first_gap_above(search, whole.start);
	size_t pieces = (whole.start < used.start) + (used.end < whole.end);
	size_t tail;

	if (!pieces)
		i = first_gap_above(search, whole.end);
	tail = search->gap_count - i - pieces;
	memmove(&search->gap[i + 1], &search->gap[i + pieces], tail * sizeof(struct range));
	search->gap[i] = whole;
	search->gap_count = search->gap_count + 1 - pieces;
}

/*
 * Writes for each part and gap the index of the first gap from this one on in which the part has room if it is alone there, or
 * gap_count if it has room in no gap. Then a place of the kernel costs no pass over all gaps.
 *   ret  a row for each part, of a number for each gap and one more
 */
static void find_fitting(const struct search *search, size_t *ret)
{
	for (size_t part = 0; part < search->count; part++, ret += search->gap_count + 1) {
		const struct demand *demand = &search->demand[part];
		struct range unused;

		ret[search->gap_count] = search->gap_count;
		for (size_t i = search->gap_count; i-- > 0;)
			ret[i] = lowest_in(range_intersect(search->gap[i], absolute_window(demand)), demand, &unused)
					 ? i
					 : ret[i + 1];
	}
}

/* The index of the first gap from `i` on that is worth a look for a part. */
static size_t next_gap(const struct search *search, size_t part, size_t i)
{
	return search->fitting ? search->fitting[part * (search->gap_count + 1) + i] : i;
}

/* Finds the lowest place of a part in a room beside the kernel, which may still be in the gaps. */
static bool lowest_beside_kernel(const struct search *search, struct range room, size_t part, struct range *ret)
{
	const struct range kernel = search->place[0];

	if (!lowest_in(room, &search->demand[part], ret))
		return false;
	if (!range_overlaps(*ret, kernel))
		return true;
	room.start = kernel.end;
	return lowest_in(room, &search->demand[part], ret);
}

/* Finds the lowest place of a part at or above `from`. */
static bool lowest_place(const struct search *search, size_t part, uint64_t from, struct range *ret)
{
	struct range room = search->window[part];
	size_t i;

	if (room.start < from)
		room.start = from;
	for (i = next_gap(search, part, first_gap_above(search, room.start));
	     i < search->gap_count && search->gap[i].start < room.end; i = next_gap(search, part, i + 1))
		if (lowest_beside_kernel(search, range_intersect(search->gap[i], room), part, ret))
			return true;
	return false;
}

/*
 * Can the parts in the set `left` be placed at or above `from`? Tries every order of them by address. In each order, every part
 * goes as low as it can: no other placement in this order leaves more memory to the parts that follow.
 */
static bool pack(struct search *search, unsigned int left, uint64_t from)
{
	for (size_t part = 1; part < search->count; part++) {
		if (!(left & 1u << part))
			continue;
		if (!lowest_place(search, part, from, &search->place[part]))
			return false;
		if (pack(search, left & ~(1u << part), search->place[part].end))
			return true;
	}
	return !left;
}

/* The set of all parts that come after `part`. The kernel, part 0, is never in it. */
static unsigned int parts_after(const struct search *search, size_t part)
{
	return ((1u << search->count) - 1) & ~((2u << part) - 1);
}

/* Puts a part at `used` if the parts after it can still be placed. whole: the gap that contains `used`. */
static bool settle_at(struct search *search, size_t part, struct range whole, struct range used)
{
	struct range known[PART_COUNT];

	memcpy(known, search->place, sizeof(known));
	take_out(search, used);
	search->place[part] = used;
	if (pack(search, parts_after(search, part), 0))
		return true;
	put_back(search, whole, used);
	memcpy(search->place, known, sizeof(known));
	return false;
}

/*
 * Moves a part from the place that pack() found to the preferred end of a gap: of the first gap, from the preferred side, that
 * works. If no gap works, the part stays.
 */
static void settle(struct search *search, size_t part)
{
	const struct demand *demand = &search->demand[part];

	for (size_t n = 0; n < search->gap_count; n++) {
		const struct range gap = search->gap[demand->from_top ? search->gap_count - 1 - n : n];
		struct range room = range_intersect(gap, search->window[part]), used;

		if ((demand->from_top ? highest_in(room, demand, &used) : lowest_in(room, demand, &used)) &&
		    settle_at(search, part, gap, used))
			return;
	}
	take_out(search, search->place[part]);
}

/* Puts the kernel at `kernel` and all other parts at their places, if there are places for all. */
static bool place_others(struct search *search, struct range kernel)
{
	search->place[0] = kernel;
	for (size_t part = 0; part < search->count; part++)
		search->window[part] = demand_window(&search->demand[part], kernel);
	if (!pack(search, parts_after(search, 0), 0))
		return false;
	search->fitting = NULL;
	take_out(search, kernel);
	for (size_t part = 1; part < search->count; part++)
		settle(search, part);
	return true;
}

/*
 * The distance from an end of a gap, in bytes, beyond which the end does not matter to a kernel: if this much is free on both
 * sides, only the kernel's address modulo the largest alignment decides whether all parts can be placed. UINT64_MAX: the ends
 * always matter.
 */
static uint64_t reach_of(const struct search *search)
{
	uint64_t reach = 0, span = 0, align = 0;

	for (size_t i = 0; i < search->count; i++) {
		const struct demand *demand = &search->demand[i];

		span = demand->near.span > span ? demand->near.span : span;
		align = demand->near.align > align ? demand->near.align : align;
		align = demand->align > align ? demand->align : align;
		if (!add_u64(reach, demand->size, &reach))
			return UINT64_MAX;
	}
	return add_u64(reach, span, &reach) && add_u64(reach, align, &reach) && add_u64(reach, align, &reach) ? reach
													      : UINT64_MAX;
}

static void cut_stretch(struct range *stretch, struct range used, uint64_t edge)
{
	if (edge <= used.start && edge > stretch->start)
		stretch->start = edge;
	else if (edge >= used.end && edge < stretch->end)
		stretch->end = edge;
	else if (edge > used.start && edge < used.end)
		*stretch = used;
}

/*
 * The stretch of a gap around a place of the kernel in which no absolute window begins or ends: such an edge counts like the
 * gap's end. Only the kernel's own place if an edge lies inside it.
 */
static struct range stretch_around(const struct search *search, struct range whole, struct range used)
{
	struct range stretch = whole;

	for (size_t i = 0; i < search->count; i++) {
		if (range_is_empty(search->demand[i].window))
			continue;
		cut_stretch(&stretch, used, search->demand[i].window.start);
		cut_stretch(&stretch, used, search->demand[i].window.end);
	}
	return stretch;
}

/*
 * Tries every aligned place of the kernel in a gap, from the preferred side, except places that are far from both ends: they
 * are all alike. This ends soon: in a gap with room for all parts one of the first places works, and other gaps are small.
 */
static bool place_kernel_in(struct search *search, struct range whole, uint64_t reach)
{
	const struct demand *demand = &search->demand[0];
	struct range room = range_intersect(whole, absolute_window(demand)), used;

	while (demand->from_top ? highest_in(room, demand, &used) : lowest_in(room, demand, &used)) {
		struct range stretch = stretch_around(search, whole, used);
		bool deep = used.start - stretch.start > reach && stretch.end - used.end > reach;

		if (!deep && place_others(search, used))
			return true;
		if (demand->from_top)
			room.end = deep ? stretch.start + reach + demand->size : used.end - 1;
		else
			room.start = deep ? stretch.end - reach - demand->size : used.start + 1;
	}
	return false;
}

static bool place_kernel(struct search *search)
{
	uint64_t reach = reach_of(search);

	for (size_t n = 0; n < search->gap_count; n++) {
		size_t i = search->demand[0].from_top ? search->gap_count - 1 - n : n;

		if (place_kernel_in(search, search->gap[i], reach))
			return true;
	}
	return false;
}

/* Is there too little memory for all parts together, or no range or window large enough for one? Then no search is needed. */
static bool is_hopeless(const struct range *free_range, size_t free_count, const struct demand *demand, size_t count)
{
	uint64_t room = 0;

	for (size_t n = 0; n < free_count; n++)
		room += range_size(free_range[n]);
	for (size_t i = 0; i < count; i++) {
		struct range unused;
		size_t fits = 0;

		if (room < demand[i].size || (demand[i].near.span && demand[i].near.span < demand[i].size))
			return true;
		room -= demand[i].size;
		for (size_t n = 0; n < free_count && !fits; n++)
			fits += lowest_in(range_intersect(free_range[n], absolute_window(&demand[i])), &demand[i], &unused);
		if (!fits)
			return true;
	}
	return false;
}

int solve(const struct range *free_range, size_t free_count, const struct demand *demand, size_t count, struct range *ret)
{
	AUTO_FREE struct range *gap = NULL;
	AUTO_FREE size_t *fitting = NULL;
	struct search search = { .demand = demand, .count = count, .gap_count = free_count };

	if (!count || is_hopeless(free_range, free_count, demand, count))
		return -ENOSPC;
	search.gap = gap = calloc(free_count + PART_COUNT, sizeof(*gap));
	fitting = calloc(count * (free_count + 1), sizeof(*fitting));
	if (!gap || !fitting)
		return -ENOMEM;
	memcpy(gap, free_range, free_count * sizeof(*gap));
	find_fitting(&search, fitting);
	search.fitting = fitting;
	if (!place_kernel(&search))
		return -ENOSPC;
	memcpy(ret, search.place, count * sizeof(*ret));
	return 0;
}
