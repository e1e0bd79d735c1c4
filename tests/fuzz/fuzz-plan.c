/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The plan of a written machine, and what becomes of a plan that is changed: a checker of this file's own agrees with plan_check().
 *
 * The input is text. A line that begins with a small letter is a wish, a word and up to two numbers as in C; the others are a
 * /proc/iomem.
 *
 *   crash, low, relocate, reuse          a crash load; an image that cannot use memory below itself; the options
 *   reserved N                           enum reserved
 *   kernel|initrd|boot|header|purgatory N   the size of a part, at most SIZE_MOST
 *   page|align N                         4096, and the page, shifted to the left by so much; align is at least ALIGN_MIN
 *   offset, entry, above, below N        of the image; --entry, --mem-min, --mem-max
 *   fixed|taken START END                memory that the next kernel's command line or devicetree reserves; any number of them
 *   bend N VALUE                         member N of the plan that was made gets another value
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/image.h"
#include "kexec/machine/iomem.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan-check.h"
#include "kexec/plan/plan-make.h"
#include "kexec/plan/plan-print.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"

#define BENDS_MAX 8
#define ALIGN_MIN ((uint64_t)1 << 16)
#define SIZE_MOST ((uint64_t)1 << 40) /* the parsers refuse larger images, for which the solver would try more places of the kernel */

struct wish {
	struct machine machine;
	struct image image;
	struct plan_request request;
	char *text;	     /* of the iomem */
	size_t size;
	struct {
		uint64_t member, value;
	} bend[BENDS_MAX];
	size_t bend_count;
	uint64_t align_by, offset;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add_range(struct ranges *ranges, uint64_t start, uint64_t end)
{
	if (start < end && ranges->count < 64 && ranges_append(ranges, (struct range){ start, end }) < 0)
		abort();
}

static bool take_flag(struct wish *wish, const char *word)
{
	struct plan_request *request = &wish->request;

	if (!strcmp(word, "crash"))
		request->crash = true;
	else if (!strcmp(word, "low"))
		wish->image.wants_low = true;
	else if (!strcmp(word, "relocate"))
		request->relocate = true;
	else if (!strcmp(word, "reuse"))
		request->reuse_crash = true;
	else
		return false;
	return true;
}

static bool take_size(struct wish *wish, const char *word, uint64_t number)
{
	static const char *const name[] = { "kernel", "initrd", "boot", "header", "purgatory" };

	for (int i = 0; i < PART_SEGMENTS; i++)
		if (!strcmp(word, name[i])) {
			wish->request.size[i] = number < SIZE_MOST ? number : SIZE_MOST;
			return true;
		}
	return false;
}

static void take_number(struct wish *wish, const char *word, uint64_t a, uint64_t b)
{
	struct plan_request *request = &wish->request;

	if (!strcmp(word, "reserved"))
		request->reserved = (enum reserved)(a % 3);
	else if (!strcmp(word, "page"))
		request->page_size = (uint64_t)4096 << a % 5;
	else if (!strcmp(word, "align"))
		wish->align_by = a % 20;
	else if (!strcmp(word, "offset"))
		wish->offset = a;
	else if (!strcmp(word, "entry"))
		request->have_entry = true, request->entry = a;
	else if (!strcmp(word, "above"))
		request->allowed.start = a;
	else if (!strcmp(word, "below"))
		request->allowed.end = a;
	else if (!strcmp(word, "fixed"))
		add_range(&request->fixed, a, b);
	else if (!strcmp(word, "taken"))
		add_range(&request->taken, a, b);
	else if (!strcmp(word, "bend") && wish->bend_count < BENDS_MAX)
		wish->bend[wish->bend_count].member = a, wish->bend[wish->bend_count++].value = b;
}

static void take_line(struct wish *wish, const char *line, size_t length)
{
	uint64_t a = 0, b = 0;
	char text[128], word[16];

	if (!length || line[0] < 'a' || line[0] > 'z') {
		memcpy(wish->text + wish->size, line, length);
		wish->size += length;
		wish->text[wish->size++] = '\n';
		return;
	}
	if (length >= sizeof(text))
		return;
	memcpy(text, line, length);
	text[length] = '\0';
	if (sscanf(text, "%15s %" SCNi64 " %" SCNi64, word, (int64_t *)&a, (int64_t *)&b) < 1)
		return;
	if (!take_flag(wish, word) && !take_size(wish, word, a))
		take_number(wish, word, a, b);
}

/* A request may be foolish, but it keeps to its contract. */
static void keep_contract(struct wish *wish)
{
	struct plan_request *request = &wish->request;

	wish->image.align = request->page_size << wish->align_by;
	/*
	 * No kernel asks for less than 2 MiB. The search tries each place in what a region has left, so that 4 KiB would cost
	 * seconds.
	 */
	if (wish->image.align < ALIGN_MIN)
		wish->image.align = ALIGN_MIN;
	wish->image.offset = wish->offset % wish->image.align;
	if (!request->size[PART_KERNEL])
		request->size[PART_KERNEL] = 1;
	wish->image.mem_size = request->size[PART_KERNEL];
	if (!request->crash)
		request->size[PART_ELFCOREHDR] = 0;
	if (request->crash || request->reserved == RESERVED_NEVER)
		request->relocate = false;
	request->size[PART_HOLE] = 0;
	if (!request->size[PART_PURGATORY])
		request->size[PART_PURGATORY] = 1;
}

static bool make_wish(struct wish *wish, const uint8_t *data, size_t size)
{
	const char *at = (const char *)data, *end = at + size;
	struct diag diag = { 0 };

	*wish = (struct wish){
		.machine = { .arch = &arch_arm64 },
		.image = { .format = "Image" },
		.request = { .arch = &arch_arm64, .page_size = 4096, .allowed = { 0, UINT64_MAX } },
		.text = malloc(size + 2),
	};
	if (!wish->text)
		return false;
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		stop = stop ? stop : end;
		take_line(wish, at, (size_t)(stop - at));
		at = stop + 1;
	}
	keep_contract(wish);
	wish->machine.page_size = wish->request.page_size;
	wish->request.image = &wish->image;
	wish->request.map = &wish->machine.map;
	wish->request.taken_by = "a tree";
	return iomem_parse((struct view){ (const uint8_t *)wish->text, wish->size }, &wish->machine.map, &diag) == 0;
}

static void release_wish(struct wish *wish)
{
	free(wish->text);
	memmap_release(&wish->machine.map);
	ranges_release(&wish->request.fixed);
	ranges_release(&wish->request.taken);
}

/* ---- what must come out ---- */

/* Is every byte of an area of the type? */
static bool is_all(const struct memmap *map, enum mem_type type, struct range range)
{
	for (size_t i = 0; i < map->count && range.start < range.end; i++)
		if (map->area[i].type == type && range_contains_address(map->area[i].range, range.start))
			range.start = map->area[i].range.end;
	return range.start >= range.end;
}

static bool is_home_good(const struct wish *wish, const struct plan *plan, const struct segment *segment)
{
	const struct memmap *map = &wish->machine.map;
	bool moved = segment->home.start != segment->memory.start;

	if (moved)
		return plan->placement == PLACEMENT_STAGED && segment->part != PART_PURGATORY && is_all(map, MEM_RAM, segment->home);
	if (plan->placement == PLACEMENT_FREE_RAM)
		return is_all(map, MEM_RAM, segment->memory);
	return range_contains(plan->region, segment->memory) &&
	       is_all(map, plan->crash || plan->reuses_crash ? MEM_CRASH : MEM_KEXEC, segment->memory);
}

static bool is_segment_good(const struct wish *wish, const struct plan *plan, const struct segment *segment)
{
	const struct plan_request *request = &wish->request;

	if (range_is_empty(segment->memory) || range_size(segment->memory) < request->size[segment->part] ||
	    range_size(segment->memory) != range_size(segment->home) ||
	    (segment->memory.start | segment->memory.end | segment->home.start) % request->page_size)
		return false;
	if (!range_contains(request->allowed, segment->memory) || !range_contains(request->allowed, segment->home))
		return false;
	for (size_t i = 0; i < request->taken.count; i++)
		if (range_overlaps(request->taken.range[i], segment->home))
			return false;
	if (segment->part == PART_KERNEL && (segment->home.start - wish->image.offset) % wish->image.align)
		return false;
	return is_home_good(wish, plan, segment);
}

/* The segments ascend; their homes do not touch each other. */
static bool is_good(const struct wish *wish, const struct plan *plan)
{
	for (size_t i = 0; i < plan->segment_count; i++) {
		if (!is_segment_good(wish, plan, &plan->segment[i]) ||
		    (i && plan->segment[i].memory.start < plan->segment[i - 1].memory.end))
			return false;
		for (size_t j = 0; j < i; j++)
			if (range_overlaps(plan->segment[i].home, plan->segment[j].home))
				return false;
	}
	for (int part = 0; part < PART_SEGMENTS; part++)
		if (!plan_segment(plan, (enum part)part) != !wish->request.size[part])
			return false;
	return true;
}

static void print(const struct wish *wish, const struct plan *plan)
{
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	plan_print_json(plan, &wish->machine, out);
	plan_print_text(plan, &wish->machine, false, out);
	if (fclose(out) || !size)
		abort();
}

static void set_member(struct plan *plan, uint64_t member, uint64_t value)
{
	struct segment *segment = &plan->segment[member / 8 % plan->segment_count];

	switch (member % 8) {
	case 0:
		segment->memory.start = value;
		break;
	case 1:
		segment->memory.end = value;
		break;
	case 2:
		segment->home.start = value;
		break;
	case 3:
		segment->home.end = value;
		break;
	case 4:
		segment->memory = segment->home = (struct range){ value, value + range_size(segment->memory) };
		break;
	case 5:
		segment->home = (struct range){ value, value + range_size(segment->memory) };
		break;
	case 6:
		plan->placement = (enum placement)(value % (PLACEMENT_STAGED + 1));
		break;
	default:
		segment->part = (enum part)(value % PART_SEGMENTS);
	}
}

/* The plan of a child that was taken over: none that is bad passes. */
static void bend(const struct wish *wish, struct plan *plan)
{
	struct diag diag = { 0 };

	if (!wish->bend_count)
		return;
	for (size_t i = 0; i < wish->bend_count; i++)
		set_member(plan, wish->bend[i].member, wish->bend[i].value);
	if (plan_check(&wish->request, plan, &diag) == 0 ? !is_good(wish, plan) : !diag.message[0])
		abort();
}

static void plan_wish(const struct wish *wish)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct diag diag = { 0 };
	int r = plan_make(&wish->request, &plan, &diag);

	if (r) {
		if (r > 0 || !diag.message[0] || strchr(diag.message, '\n') || plan.segment_count || plan.usable)
			abort();
		return;
	}
	if (!is_good(wish, &plan))
		abort();
	print(wish, &plan);
	bend(wish, &plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wish wish;

	if (make_wish(&wish, data, size))
		plan_wish(&wish);
	release_wish(&wish);
	return 0;
}
