/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <string.h>

#include "kexec/base/size-text.h"
#include "kexec/machine/memmap.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/svg-draw.h"

#define HEIGHT 40.0
#define BREAK_WIDTH 14.0
#define SPANS_MAX 16
#define LEAST_WIDTH 0.05 /* what is narrower cannot be seen */

static const struct {
	const char *fill, *name;
} look[] = {
	[MEM_RAM] = { "#dde3ea", "RAM" },
	[MEM_RESERVED] = { "#aab4c0", "reserved" },
	[MEM_CRASH] = { "#f2a65a", "Crash kernel" },
	[MEM_CRASH_LOW] = { "#f9d5a7", "Crash kernel (low)" },
	[MEM_CRASH_CMA] = { "#efe29c", "crashkernel=,cma" },
	[MEM_KEXEC] = { "#9cc0ee", "Kexec kernel" },
	[MEM_DRIVER] = { "#c4e3cc", "RAM of a driver" },
	[MEM_UNKNOWN] = { "#f0f0f0", "RAM unknown to the next kernel" },
};

#define TYPES (sizeof(look) / sizeof(look[0]))

/* The bar: pieces of the address space, with breaks between them. */
struct axis {
	struct range span[SPANS_MAX];
	size_t count;
	double scale; /* pixels for a byte */
};

/* Puts areas into one span unless the gap between them is larger than most. Returns false if there are too many spans. */
static bool find_spans(const struct memmap *map, uint64_t most, struct axis *ret)
{
	ret->count = 0;
	for (size_t i = 0; i < map->count; i++) {
		struct range area = map->area[i].range;

		if (ret->count && area.start - ret->span[ret->count - 1].end <= most) {
			ret->span[ret->count - 1].end = area.end;
			continue;
		}
		if (ret->count == SPANS_MAX)
			return false;
		ret->span[ret->count++] = area;
	}
	return true;
}

static void make_axis(const struct memmap *map, struct axis *ret)
{
	uint64_t most = 0, total = 0;

	for (size_t i = 0; i < map->count; i++)
		most += range_size(map->area[i].range) / 64;
	most = most ? most : 1;
	while (!find_spans(map, most, ret))
		most = most > UINT64_MAX / 2 ? UINT64_MAX : most * 2;
	for (size_t i = 0; i < ret->count; i++)
		total += range_size(ret->span[i]);
	ret->scale = total ? (SVG_RIGHT - SVG_LEFT - (double)(ret->count - 1) * BREAK_WIDTH) / (double)total : 0;
}

/* The place of an address; of one in a break, the end of the break. */
static double place_of(const struct axis *axis, uint64_t address)
{
	double x = SVG_LEFT;

	for (size_t i = 0; i < axis->count; i++) {
		struct range span = axis->span[i];

		if (address < span.start)
			return x;
		if (address <= span.end)
			return x + (double)(address - span.start) * axis->scale;
		x += (double)range_size(span) * axis->scale + BREAK_WIDTH;
	}
	return SVG_RIGHT;
}

static struct svg_box box_of(const struct axis *axis, struct range range, double y)
{
	double start = place_of(axis, range.start);

	return (struct svg_box){ start, y, place_of(axis, range.end) - start, HEIGHT };
}

/* The end of the areas from first on that touch each other and are of one type. */
static size_t run_end(const struct memmap *map, size_t first)
{
	size_t i = first + 1;

	while (i < map->count && map->area[i].type == map->area[first].type &&
	       map->area[i].range.start == map->area[i - 1].range.end)
		i++;
	return i;
}

static void draw_areas(const struct memmap *map, const struct axis *axis, double y, FILE *out)
{
	for (size_t i = 0, end; i < map->count; i = end) {
		enum mem_type type = map->area[i].type;
		struct range range = { map->area[i].range.start, 0 };
		struct svg_box box;

		end = run_end(map, i);
		range.end = map->area[end - 1].range.end;
		box = box_of(axis, range, y);
		if (box.width >= LEAST_WIDTH)
			svg_box(box, look[type].fill, "", look[type].name, range, out);
	}
}

/* A break says how much is left out. */
static void draw_breaks(const struct axis *axis, double y, FILE *out)
{
	for (size_t i = 0; i + 1 < axis->count; i++) {
		struct range gap = { axis->span[i].end, axis->span[i + 1].start };
		struct svg_box box = box_of(axis, axis->span[i], y);

		box = (struct svg_box){ box.x + box.width + 1, y + 8, BREAK_WIDTH - 2, HEIGHT - 16 };
		svg_box(box, "#ffffff", " stroke=\"#8a94a0\" stroke-dasharray=\"2 2\"", "no memory", gap, out);
	}
}

/* The start of each span, and the end of the last, above the bar. A label that would touch the one before is left out. */
static void draw_addresses(const struct axis *axis, double y, FILE *out)
{
	double used = 0;
	char text[40];

	for (size_t i = 0; i < axis->count; i++) {
		double x = place_of(axis, axis->span[i].start);

		if (x < used)
			continue;
		snprintf(text, sizeof(text), "0x%" PRIx64, axis->span[i].start);
		svg_text(x, y, " class=\"mono small\"", text, out);
		used = x + 7.0 * (double)(strlen(text) + 2);
	}
	if (!axis->count || used > SVG_RIGHT - 140)
		return;
	snprintf(text, sizeof(text), "0x%" PRIx64, axis->span[axis->count - 1].end - 1);
	svg_text(SVG_RIGHT, y, " class=\"mono small\" text-anchor=\"end\"", text, out);
}

/* What the purgatory moves. */
static void draw_homes(const struct plan *plan, const struct axis *axis, double y, FILE *out)
{
	for (size_t i = 0; i < plan->segment_count; i++) {
		const struct segment *segment = &plan->segment[i];
		struct svg_box box = box_of(axis, segment->home, y);

		if (segment->home.start == segment->memory.start)
			continue;
		box.width = box.width < 2 ? 2 : box.width;
		svg_box(box, svg_colour(segment->part), " fill-opacity=\"0.8\"", "moved here at the start", segment->home, out);
	}
}

struct svg_box svg_memory(const struct memmap *map, const struct plan *plan, double y, FILE *out)
{
	struct svg_box region;
	struct axis axis = { 0 };

	make_axis(map, &axis);
	draw_areas(map, &axis, y, out);
	draw_breaks(&axis, y, out);
	draw_homes(plan, &axis, y, out);
	draw_addresses(&axis, y - 6, out);
	region = box_of(&axis, plan->region, y);
	if (region.width < 2)
		region.width = 2;
	svg_box(region, "none", " stroke=\"#20262e\" stroke-width=\"1.5\"", "loaded into", plan->region, out);
	return region;
}

void svg_memory_legend(const struct memmap *map, double y, FILE *out)
{
	double x = SVG_LEFT;

	for (size_t type = 0; type < TYPES; type++) {
		struct range all = { 0, 0 };
		char text[80];

		for (size_t i = 0; i < map->count; i++)
			if (map->area[i].type == type)
				all.end += range_size(map->area[i].range);
		if (range_is_empty(all))
			continue;
		snprintf(text, sizeof(text), "%s %s", look[type].name, size_text(all.end).text);
		svg_box((struct svg_box){ x, y - 10, 12, 12 }, look[type].fill, "", text, (struct range){ 0, 0 }, out);
		svg_text(x + 17, y, "", text, out);
		x += 17 + 7.0 * (double)strlen(text) + 12;
	}
}
