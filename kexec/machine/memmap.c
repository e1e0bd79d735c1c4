/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/memmap.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/ranges.h"

/* The index of the first area that ends above address; count if there is none. */
static size_t first_above(const struct memmap *map, uint64_t address)
{
	size_t low = 0, high = map->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (map->area[middle].range.end > address)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* The allocated size of an array of count areas: a power of two, so that one more seldom needs an allocation. */
static size_t room_for(size_t count)
{
	size_t room = 1;

	while (room < count)
		room *= 2;
	return count ? room : 0;
}

/* Replaces the areas [from, to) by count others. Returns 0 or -ENOMEM. */
static int replace(struct memmap *map, size_t from, size_t to, const struct mem_area *with, size_t count)
{
	size_t new_count = map->count - (to - from) + count;
	size_t tail = map->count - to;

	if (room_for(new_count) > room_for(map->count)) {
		struct mem_area *area = reallocarray(map->area, room_for(new_count), sizeof(*area));

		if (!area)
			return -ENOMEM;
		map->area = area;
	}
	if (tail)
		memmove(&map->area[from + count], &map->area[to], tail * sizeof(*with));
	if (count)
		memcpy(&map->area[from], with, count * sizeof(*with));
	map->count = new_count;
	return 0;
}

int memmap_paint(struct memmap *map, struct range range, enum mem_type type)
{
	struct mem_area with[3];
	size_t count = 0, from, to;

	if (range_is_empty(range))
		return 0;
	from = first_above(map, range.start);
	for (to = from; to < map->count && map->area[to].range.start < range.end;)
		to++;

	if (from < to && map->area[from].range.start < range.start)
		with[count++] = (struct mem_area){ { map->area[from].range.start, range.start }, map->area[from].type };
	with[count++] = (struct mem_area){ range, type };
	if (from < to && map->area[to - 1].range.end > range.end)
		with[count++] = (struct mem_area){ { range.end, map->area[to - 1].range.end }, map->area[to - 1].type };
	return replace(map, from, to, with, count);
}

int memmap_repaint_ram(struct memmap *map, struct range range, enum mem_type type)
{
	uint64_t at = range.start;

	while (at < range.end) {
		size_t i = first_above(map, at);
		struct range part;

		if (i == map->count || map->area[i].range.start >= range.end)
			return 0;
		part = range_intersect(range, map->area[i].range);
		at = part.end;
		if (map->area[i].type == MEM_RAM) {
			int r = memmap_paint(map, part, type);

			if (r < 0)
				return r;
		}
	}
	return 0;
}

/* Appends an area; an empty one is ignored. */
static int append(struct memmap *map, struct range range, enum mem_type type)
{
	const struct mem_area area = { range, type };

	return range_is_empty(range) ? 0 : replace(map, map->count, map->count, &area, 1);
}

/* Appends an area of RAM, with another type inside of ranges. *at: the first that can matter to it or a later area; moved on. */
static int append_ram(struct memmap *map, struct range ram, const struct ranges *ranges, enum mem_type type, size_t *at)
{
	int r = 0;

	while (*at < ranges->count && ranges->range[*at].end <= ram.start)
		++*at;
	for (size_t i = *at; i < ranges->count && ranges->range[i].start < ram.end && !r; i++) {
		struct range inside = range_intersect(ranges->range[i], ram);

		r = append(map, (struct range){ ram.start, inside.start }, MEM_RAM);
		if (!r)
			r = append(map, inside, type);
		ram.start = inside.end;
	}
	return r ? r : append(map, ram, MEM_RAM);
}

int memmap_paint_unknown(struct memmap *map, const struct ranges *known)
{
	struct range everything = { 0, UINT64_MAX };
	const struct ranges whole = { &everything, 1 };
	CLEANUP(ranges_release) struct ranges gaps = { 0 };
	int r = ranges_without(&whole, known, &gaps);

	return r < 0 ? r : memmap_repaint_ram_in(map, &gaps, MEM_UNKNOWN);
}

/* A new list in one pass: both the map and the ranges may be long. */
int memmap_repaint_ram_in(struct memmap *map, const struct ranges *ranges, enum mem_type type)
{
	CLEANUP(memmap_release) struct memmap painted = { 0 };
	size_t at = 0;
	int r = 0;

	for (size_t i = 0; i < map->count && !r; i++)
		r = map->area[i].type == MEM_RAM ? append_ram(&painted, map->area[i].range, ranges, type, &at)
						 : append(&painted, map->area[i].range, map->area[i].type);
	if (r < 0)
		return r;
	free(map->area);
	map->area = TAKE(painted.area);
	map->count = painted.count;
	return 0;
}

static bool is_crash(enum mem_type type)
{
	return type == MEM_CRASH || type == MEM_CRASH_LOW || type == MEM_CRASH_CMA;
}

static int select_areas(const struct memmap *map, bool (*wanted)(enum mem_type, enum mem_type), enum mem_type type, bool merge,
			struct ranges *ret)
{
	CLEANUP(ranges_release) struct ranges found = { 0 };

	for (size_t i = 0; i < map->count; i++) {
		int r;

		if (!wanted(map->area[i].type, type))
			continue;
		r = merge ? ranges_append_joined(&found, map->area[i].range) : ranges_append(&found, map->area[i].range);
		if (r < 0)
			return r;
	}
	*ret = ranges_take(&found);
	return 0;
}

static bool same_type(enum mem_type a, enum mem_type b)
{
	return a == b;
}

static bool in_dump(enum mem_type a, enum mem_type unused)
{
	(void)unused;
	return !is_crash(a);
}

int memmap_select(const struct memmap *map, enum mem_type type, struct ranges *ret)
{
	return select_areas(map, same_type, type, !is_crash(type) && type != MEM_KEXEC, ret);
}

const struct mem_area *memmap_find(const struct memmap *map, struct range range)
{
	size_t i = first_above(map, range.start);
	const struct mem_area *area = i < map->count ? &map->area[i] : NULL;

	return area && area->range.start == range.start && area->range.end == range.end ? area : NULL;
}

size_t memmap_count(const struct memmap *map, enum mem_type type)
{
	size_t count = 0;

	for (size_t i = 0; i < map->count; i++)
		count += map->area[i].type == type;
	return count;
}

int memmap_dumped(const struct memmap *map, struct ranges *ret)
{
	return select_areas(map, in_dump, MEM_RAM, true, ret);
}

void memmap_release(struct memmap *map)
{
	free(map->area);
	*map = (struct memmap){ 0 };
}
