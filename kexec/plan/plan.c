/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/plan/plan.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/cleanup.h"
#include "kexec/plan/place.h"
#include "kexec/plan/size.h"

#define GIB_4 (UINT64_C(4) << 30)

const char *part_name(enum part part)
{
	static const char *const name[PART_COUNT] = {
		[PART_KERNEL] = "kernel",	  [PART_INITRD] = "initrd",	  [PART_DTB] = "dtb",
		[PART_ELFCOREHDR] = "elfcorehdr", [PART_PURGATORY] = "purgatory",
	};

	return name[part];
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

static int make_demands(const struct plan_request *request, struct demand demand[PART_COUNT], size_t *ret_count,
			struct diag *diag)
{
	const struct machine *machine = request->machine;
	uint64_t size[PART_COUNT], total = 0;

	for (int part = 0; part < PART_COUNT; part++)
		if (!align_up(request->size[part], machine->page_size, &size[part]) || !add_u64(total, size[part], &total))
			return diag_fail(diag, -ENOSPC, "%s of %" PRIu64 " bytes is beyond any memory",
					 part_name((enum part)part), request->size[part]);
	*ret_count = machine->arch->demands(request->image, size, request->crash, machine->page_size, demand);
	if (demand[0].offset & (machine->page_size - 1))
		return diag_fail(diag, -EINVAL,
				 "the kernel wants to start 0x%" PRIx64
				 " above a multiple of %s (text_offset), which is no page boundary of "
				 "the running kernel's %s pages",
				 demand[0].offset, size_text(demand[0].align).text, size_text(machine->page_size).text);
	return 0;
}

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

static int place_in(const struct plan_request *request, const struct ranges *in, struct range window,
		    const struct demand *demand, size_t count, struct range *place_ret)
{
	CLEANUP(ranges_release) struct ranges room = { 0 };
	int r;

	window = range_intersect(window, range_intersect(request->allowed, request->machine->arch->window));
	r = clip(in, window, request->machine->page_size, &room);
	if (r < 0)
		return r;
	return place(room.range, room.count, demand, count, place_ret);
}

static int by_address(const void *a, const void *b)
{
	const struct segment *left = a, *right = b;

	return left->memory.start < right->memory.start ? -1 : left->memory.start > right->memory.start;
}

static void set_segments(const struct plan_request *request, const struct demand *demand, const struct range *at, size_t count,
			 struct plan *plan)
{
	for (size_t i = 0; i < count; i++)
		plan->segment[i] = (struct segment){ .part = demand[i].part, .memory = at[i] };
	plan->segment_count = count;
	plan->crash = request->crash;
	plan->kernel_entry = plan_segment(plan, PART_KERNEL)->memory.start;
	plan->entry = request->have_entry ? request->entry : plan_segment(plan, PART_PURGATORY)->memory.start;
	qsort(plan->segment, count, sizeof(plan->segment[0]), by_address);
}

/* "kernel 30.4 MiB, initrd 25.0 MiB, …" */
static uint64_t describe_need(const struct demand *demand, size_t count, char *text, size_t size)
{
	uint64_t total = 0;
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		total += demand[i].size;
		used += (size_t)snprintf(text + used, size - used, "%s%s %s", i ? ", " : "", part_name(demand[i].part),
					 size_text(demand[i].size).text);
	}
	return total;
}

/*
 * What to reserve, in MiB: the segments, the initrd once more unpacked (three times its size, the usual ratio of a compressed
 * one) and 96 MiB for the capture kernel to run in, rounded up to 64 MiB. 0 when no region would do, however large.
 */
static uint64_t advised_mib(const struct plan_request *request, const struct demand *demand, size_t count, uint64_t need)
{
	struct range region = { GIB_4, 0 }, at[PART_COUNT];
	uint64_t step = UINT64_C(64) << 20, bytes;

	if (request->size[PART_INITRD] > UINT64_MAX / 4 || !add_u64(need, request->size[PART_INITRD] * 3, &bytes) ||
	    !add_u64(bytes, UINT64_C(96) << 20, &bytes) || !align_up(bytes, step, &bytes) ||
	    !add_u64(region.start, bytes, &region.end) || place(&region, 1, demand, count, at) < 0)
		return 0;
	return bytes >> 20;
}

/* The range that has most room between --mem-min and --mem-max, the highest of equals; ranges are not none. */
static const struct range *roomiest(const struct ranges *ranges, struct range allowed)
{
	const struct range *best = &ranges->range[0];

	for (size_t i = 1; i < ranges->count; i++)
		if (range_size(range_intersect(ranges->range[i], allowed)) >= range_size(range_intersect(*best, allowed)))
			best = &ranges->range[i];
	return best;
}

/* Would all fit one of the regions if --mem-min and --mem-max were not given? */
static bool fits_without_limits(const struct plan_request *request, const struct ranges *regions, const struct demand *demand,
				size_t count)
{
	struct plan_request free_request = *request;
	struct range at[PART_COUNT];

	free_request.allowed = (struct range){ 0, UINT64_MAX };
	for (size_t i = 0; i < regions->count; i++)
		if (place_in(&free_request, regions, regions->range[i], demand, count, at) == 0)
			return true;
	return false;
}

static int no_crash_room(const struct plan_request *request, const struct ranges *crash, const struct demand *demand,
			 size_t count, struct diag *diag)
{
	const struct range *region = roomiest(crash, request->allowed);
	struct range usable = range_intersect(*region, request->allowed);
	bool limited = range_size(usable) < range_size(*region);
	char parts[256];
	uint64_t need = describe_need(demand, count, parts, sizeof(parts)), mib = advised_mib(request, demand, count, need);

	diag_fail(diag, -ENOSPC, "the crash kernel needs %s (%s), but the %scrash region 0x%" PRIx64 "-0x%" PRIx64 " has %s%s",
		  size_text(need).text, parts, crash->count > 1 ? "largest " : "", region->start, region->end - 1,
		  size_text(range_size(usable)).text,
		  limited		       ? " between --mem-min and --mem-max"
		  : range_size(usable) >= need ? ", which is too little once the kernel is aligned"
					       : "");
	if (fits_without_limits(request, crash, demand, count))
		diag_hint(diag, "--mem-min and --mem-max leave %s of the region's %s: leave them out.",
			  size_text(range_size(usable)).text, size_text(range_size(*region)).text);
	else if (mib)
		diag_hint(diag, "Boot with crashkernel=%" PRIu64 "M%s%s.", mib, region->start >= GIB_4 ? ",high" : "",
			  request->size[PART_INITRD] ? " or use a smaller initrd" : "");
	else
		diag_hint(diag, "No region would do: the parts are too large to lie as near the kernel as it must find them.");
	return -ENOSPC;
}

static int no_ram_room(const struct plan_request *request, const struct ranges *ram, const struct demand *demand, size_t count,
		       struct diag *diag)
{
	struct range largest = { 0, 0 };
	char room[100] = "there is none";
	bool limited = request->allowed.start || request->allowed.end != UINT64_MAX;
	char parts[256];
	uint64_t need = describe_need(demand, count, parts, sizeof(parts));

	if (ram->count)
		largest = range_intersect(*roomiest(ram, request->allowed), request->allowed);
	if (!range_is_empty(largest))
		snprintf(room, sizeof(room), "the largest free range, 0x%" PRIx64 "-0x%" PRIx64 ", has %s", largest.start,
			 largest.end - 1, size_text(range_size(largest)).text);
	diag_fail(diag, -ENOSPC, "the kernel needs %s (%s), which does not fit the free memory%s: %s", size_text(need).text,
		  parts, limited ? " between --mem-min and --mem-max" : "", room);
	if (limited)
		diag_hint(diag, "Leave --mem-min and --mem-max out.");
	return -ENOSPC;
}

/* The region loaded into, then the low ones, then the others downwards: a capture kernel that takes only two takes those. */
static int set_usable(const struct ranges *crash, const struct ranges *low, size_t chosen, struct plan *plan)
{
	struct range *usable = calloc(crash->count + low->count, sizeof(*usable));

	if (!usable)
		return -ENOMEM;
	plan->usable = usable;
	*usable++ = crash->range[chosen];
	for (size_t i = 0; i < low->count; i++)
		*usable++ = low->range[i];
	for (size_t i = crash->count; i-- > 0;)
		if (i != chosen)
			*usable++ = crash->range[i];
	plan->usable_count = crash->count + low->count;
	return 0;
}

static int no_crash_region(const struct ranges *low, struct diag *diag)
{
	diag_fail(diag, -ENOENT, "Memory for crashkernel is not reserved%s",
		  low->count ? ": /proc/iomem shows \"Crash kernel (low)\" but no \"Crash kernel\" region" : "");
	diag_hint(diag,
		  "Please reserve memory by passing \"crashkernel=256M\" (or what the dump needs) to the running kernel on its "
		  "command line and reboot; dmesg says why if it was asked for and not granted.");
	return -ENOENT;
}

static void say_region(const struct ranges *crash, size_t chosen, struct plan *plan)
{
	size_t higher = crash->count - 1 - chosen;

	if (crash->count == 1)
		snprintf(plan->reason, sizeof(plan->reason), "the only \"Crash kernel\" region");
	else if (!higher)
		snprintf(plan->reason, sizeof(plan->reason), "the highest of %zu \"Crash kernel\" regions", crash->count);
	else
		snprintf(plan->reason, sizeof(plan->reason),
			 "the highest of %zu \"Crash kernel\" regions in which all parts fit (%zu higher: no room)",
			 crash->count, higher);
}

static int place_crash(const struct plan_request *request, const struct demand *demand, size_t count, struct plan *plan,
		       struct diag *diag)
{
	CLEANUP(ranges_release) struct ranges crash = { 0 };
	CLEANUP(ranges_release) struct ranges low = { 0 };
	const struct memmap *map = &request->machine->map;
	struct range at[PART_COUNT];
	int r = -ENOSPC;

	if (memmap_select(map, MEM_CRASH, &crash) < 0 || memmap_select(map, MEM_CRASH_LOW, &low) < 0)
		return diag_oom(diag);
	if (!crash.count)
		return no_crash_region(&low, diag);
	for (size_t i = crash.count; i-- > 0 && r == -ENOSPC;) {
		r = place_in(request, &crash, crash.range[i], demand, count, at);
		if (r < 0)
			continue;
		if (set_usable(&crash, &low, i, plan) < 0)
			return diag_oom(diag);
		plan->region = crash.range[i];
		say_region(&crash, i, plan);
		set_segments(request, demand, at, count, plan);
	}
	if (r == -ENOSPC)
		return no_crash_room(request, &crash, demand, count, diag);
	return r < 0 ? diag_oom(diag) : 0;
}

static int place_normal(const struct plan_request *request, const struct demand *demand, size_t count, struct plan *plan,
			struct diag *diag)
{
	static const struct {
		struct range window;
		const char *reason;
	} tries[] = {
		{ { 0, GIB_4 }, "free RAM below 4 GiB" },
		{ { 0, UINT64_MAX }, "free RAM; below 4 GiB there is no room for all parts" },
	};
	CLEANUP(ranges_release) struct ranges ram = { 0 };
	struct range at[PART_COUNT];

	if (memmap_select(&request->machine->map, MEM_RAM, &ram) < 0)
		return diag_oom(diag);
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		int r = place_in(request, &ram, tries[i].window, demand, count, at);

		if (r == -ENOMEM)
			return diag_oom(diag);
		if (r < 0)
			continue;
		snprintf(plan->reason, sizeof(plan->reason), "%s", tries[i].reason);
		set_segments(request, demand, at, count, plan);
		plan->region = (struct range){ plan->segment[0].memory.start, plan->segment[count - 1].memory.end };
		return 0;
	}
	return no_ram_room(request, &ram, demand, count, diag);
}

static int check_entry(const struct plan_request *request, const struct plan *plan, struct diag *diag)
{
	if (!request->have_entry)
		return 0;
	for (size_t i = 0; i < plan->segment_count; i++)
		if (range_contains_address(plan->segment[i].memory, request->entry))
			return 0;
	return diag_fail(diag, -EINVAL,
			 "--entry=0x%" PRIx64 " is in none of the segments, which lie in 0x%" PRIx64 "-0x%" PRIx64,
			 request->entry, plan->segment[0].memory.start, plan->segment[plan->segment_count - 1].memory.end - 1);
}

int plan_make(const struct plan_request *request, struct plan *ret, struct diag *diag)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	struct demand demand[PART_COUNT];
	struct diag broken;
	size_t count = 0;
	int r;

	assert(request->size[PART_KERNEL] && request->size[PART_PURGATORY]);
	r = make_demands(request, demand, &count, diag);
	if (r < 0)
		return r;
	r = request->crash ? place_crash(request, demand, count, &plan, diag)
			   : place_normal(request, demand, count, &plan, diag);
	if (r < 0)
		return r;
	r = check_entry(request, &plan, diag);
	if (r < 0)
		return r;
	r = plan_check(request, &plan, &broken);
	if (r == -ENOMEM)
		return diag_oom(diag);
	assert(r == 0);
	*ret = plan;
	plan = (struct plan){ 0 };
	return 0;
}
