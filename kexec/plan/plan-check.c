/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "arch/arch.h"
#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/memmap.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/moves.h"
#include "kexec/plan/plan-check.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/reserved.h"
#include "kexec/plan/solve.h"

/* The name of a part. The checker trusts nothing in the plan, so it does not use the name in the segment. */
static const char *name_of(const struct plan_request *request, const struct segment *segment)
{
	return part_name(request->arch, segment->part);
}

static int check_shape(const struct plan_request *request, const struct plan *plan, struct diag *diag)
{
	uint64_t page_size = request->page_size;

	if (!plan->segment_count || plan->segment_count > PART_SEGMENTS)
		return diag_fail(diag, -EINVAL, "%zu segments, expected 1 to %d", plan->segment_count, PART_SEGMENTS);
	for (size_t i = 0; i < plan->segment_count; i++) {
		const struct segment *segment = &plan->segment[i];

		if (range_is_empty(segment->memory))
			return diag_fail(diag, -EINVAL, "%s is empty", name_of(request, segment));
		if ((segment->memory.start | segment->memory.end) & (page_size - 1))
			return diag_fail(diag, -EINVAL, "%s is not made of whole pages", name_of(request, segment));
		if (i && segment->memory.start < plan->segment[i - 1].memory.end)
			return diag_fail(diag, -EINVAL, "%s and %s overlap or are out of order",
					 name_of(request, &plan->segment[i - 1]), name_of(request, segment));
		if (segment->home.start & (page_size - 1) || range_is_empty(segment->home) ||
		    range_size(segment->home) != range_size(segment->memory))
			return diag_fail(diag, -EINVAL, "the home of %s has another size, or is not made of whole pages",
					 name_of(request, segment));
	}
	return 0;
}

static bool is_moved(const struct segment *segment)
{
	return segment->home.start != segment->memory.start;
}

static bool is_area(const struct memmap *map, enum mem_type type, struct range range)
{
	const struct mem_area *area = memmap_find(map, range);

	return area && area->type == type;
}

/* Finds the type of memory that is loaded into, and checks that the request allows it. */
static int check_placement(const struct plan_request *request, const struct plan *plan, enum mem_type *ret, struct diag *diag)
{
	bool in_region = plan->placement == PLACEMENT_RESERVED || plan->placement == PLACEMENT_STAGED;
	enum mem_type type = request->crash ? MEM_CRASH : !in_region ? MEM_RAM : plan->reuses_crash ? MEM_CRASH : MEM_KEXEC;

	if (plan->crash != request->crash || (plan->placement == PLACEMENT_CRASH_REGION) != request->crash)
		return diag_fail(diag, -EINVAL, "the plan is for a %s load, the request is not",
				 plan->crash ? "crash" : "normal");
	if (plan->reuses_crash && !(in_region && request->reuse_crash))
		return diag_fail(diag, -EINVAL, "the crash region must not be used for this load");
	if (in_region ? request->reserved == RESERVED_NEVER
		      : !request->crash && (request->relocate || request->reserved == RESERVED_REQUIRE))
		return diag_fail(diag, -EINVAL, "the load is %s reserved memory, which the request forbids",
				 in_region ? "in" : "outside");
	if (!request->crash && request->relocate && plan->placement != PLACEMENT_STAGED)
		return diag_fail(diag, -EINVAL, "the load is not staged, but --relocate requires that");
	if (in_region && !is_area(request->map, type, plan->region))
		return diag_fail(diag, -EINVAL, "0x%" PRIx64 "-0x%" PRIx64 " is not a region that may be loaded into",
				 plan->region.start, plan->region.end - 1);
	*ret = type;
	return 0;
}

static int check_allowed(const struct plan_request *request, const struct segment *segment, struct range range,
			 struct diag *diag)
{
	if (range_contains(request->allowed, range) && range_contains(request->arch->window, range))
		return 0;
	return diag_fail(diag, -EINVAL, "%s at 0x%" PRIx64 " is outside the allowed memory", name_of(request, segment),
			 range.start);
}

static int check_taken(const struct plan_request *request, const struct segment *segment, struct diag *diag)
{
	const struct ranges *taken = &request->taken;

	for (size_t i = 0; i < taken->count; i++)
		if (range_overlaps(segment->home, taken->range[i]) || range_overlaps(segment->memory, taken->range[i]))
			return diag_fail(diag, -EINVAL,
					 "%s at 0x%" PRIx64 " is where the next kernel's devicetree reserves memory",
					 name_of(request, segment), segment->home.start);
	return 0;
}

static int check_memory(const struct plan_request *request, const struct plan *plan, struct diag *diag)
{
	CLEANUP(ranges_release) struct ranges memory = { 0 };
	enum mem_type type = MEM_RAM;
	int r = check_placement(request, plan, &type, diag);

	if (!r && memmap_select(request->map, type, &memory) < 0)
		return diag_oom(diag);
	for (size_t i = 0; i < plan->segment_count && !r; i++) {
		const struct segment *segment = &plan->segment[i];

		if (!ranges_contain(&memory, segment->memory) ||
		    (type != MEM_RAM && !range_contains(plan->region, segment->memory)))
			return diag_fail(diag, -EINVAL, "%s at 0x%" PRIx64 " is not in memory that may be loaded into",
					 name_of(request, segment), segment->memory.start);
		r = check_allowed(request, segment, segment->memory, diag);
		if (!r)
			r = check_taken(request, segment, diag);
	}
	return r;
}

/* The purgatory may lie in such memory: its work is done before the next kernel reserves anything. */
static int check_fixed(const struct plan_request *request, const struct segment *segment, struct diag *diag)
{
	for (size_t i = 0; i < request->fixed.count; i++)
		if (segment->part != PART_PURGATORY && range_overlaps(segment->home, request->fixed.range[i]))
			return diag_fail(diag, -EINVAL,
					 "%s at 0x%" PRIx64 " is where the next kernel's command line reserves memory",
					 name_of(request, segment), segment->home.start);
	return 0;
}

static int check_home(const struct plan_request *request, const struct plan *plan, const struct segment *segment,
		      const struct ranges *ram, struct diag *diag)
{
	if (plan->placement != PLACEMENT_STAGED || segment->part == PART_PURGATORY)
		return diag_fail(diag, -EINVAL, "%s is moved, but must stay", name_of(request, segment));
	if (!ranges_contain(ram, segment->home))
		return diag_fail(diag, -EINVAL, "the home of %s at 0x%" PRIx64 " is not free RAM", name_of(request, segment),
				 segment->home.start);
	return check_allowed(request, segment, segment->home, diag);
}

/* Can all parts be moved one after the other so that nothing is lost? The purgatory is one of the moves and stays whole. */
static int check_moves(const struct plan *plan, struct diag *diag)
{
	struct move move[PART_COUNT];
	size_t order[PART_COUNT];
	int r = moves_order(move, plan_moves(plan, move), order, diag);

	return r < 0 ? -EINVAL : 0;
}

static int check_homes(const struct plan_request *request, const struct plan *plan, struct diag *diag)
{
	CLEANUP(ranges_release) struct ranges ram = { 0 };
	int r = 0;

	if (memmap_select(request->map, MEM_RAM, &ram) < 0)
		return diag_oom(diag);
	for (size_t i = 0; i < plan->segment_count && !r; i++) {
		const struct segment *segment = &plan->segment[i];

		if (is_moved(segment))
			r = check_home(request, plan, segment, &ram, diag);
		if (!r && (plan->placement == PLACEMENT_RESERVED || plan->placement == PLACEMENT_STAGED))
			r = check_fixed(request, segment, diag);
	}
	return r ? r : check_moves(plan, diag);
}

static int check_demand(const struct plan_request *request, const struct plan *plan, const struct demand *demand,
			struct diag *diag)
{
	const struct segment *kernel = plan_segment(plan, PART_KERNEL), *segment = plan_segment(plan, demand->part);
	const char *name = part_name(request->arch, demand->part);

	if (!kernel || !segment)
		return diag_fail(diag, -EINVAL, "%s has no segment", name);
	if (range_size(segment->memory) < request->size[demand->part])
		return diag_fail(diag, -EINVAL, "%s has too little memory", name);
	if ((segment->home.start & (demand->align - 1)) != demand->offset)
		return diag_fail(diag, -EINVAL, "%s at 0x%" PRIx64 " is misaligned", name, segment->home.start);
	if (!range_contains(near_window(&demand->near, kernel->home), segment->home))
		return diag_fail(diag, -EINVAL, "%s at 0x%" PRIx64 " is too far from the kernel", name, segment->home.start);
	if (!range_contains(demand_window(demand, kernel->home), segment->home))
		return diag_fail(diag, -EINVAL, "%s at 0x%" PRIx64 " is outside its window", name, segment->home.start);
	return 0;
}

/* A hole is free memory in the region, in whole pages. */
static int check_hole(const struct plan_request *request, const struct plan *plan, const struct demand *demand,
		      struct diag *diag)
{
	uint64_t page_size = request->page_size;

	if ((plan->hole.start | plan->hole.end) & (page_size - 1) || range_size(plan->hole) < demand->size ||
	    !range_contains(plan->region, plan->hole))
		return diag_fail(diag, -EINVAL,
				 "the hole 0x%" PRIx64 "-0x%" PRIx64
				 " is too small, outside the region, or not made of whole pages",
				 plan->hole.start, plan->hole.end);
	for (size_t i = 0; i < plan->segment_count; i++)
		if (range_overlaps(plan->segment[i].memory, plan->hole))
			return diag_fail(diag, -EINVAL, "%s lies in the hole at 0x%" PRIx64,
					 name_of(request, &plan->segment[i]), plan->hole.start);
	return 0;
}

/* Asks the architecture for the demands again: the plan is compared with the boot protocol, not with the input it came from. */
static int check_demands(const struct plan_request *request, const struct plan *plan, struct diag *diag)
{
	struct demand demand[PART_COUNT];
	uint64_t size[PART_COUNT];
	size_t count, holes = 0;
	int r = 0;

	for (int part = 0; part < PART_COUNT; part++)
		if (!align_up(request->size[part], request->page_size, &size[part]))
			return diag_fail(diag, -EINVAL, "%s is larger than 64 bits of address space",
					 part_name(request->arch, (enum part)part));
	count = request->arch->demands(request->image, size, request->crash, request->page_size, demand);
	for (size_t i = 0; i < count; i++)
		holes += demand[i].part == PART_HOLE;
	if (count - holes != plan->segment_count || !holes != range_is_empty(plan->hole))
		return diag_fail(diag, -EINVAL, "%zu segments for %zu demands", plan->segment_count, count - holes);
	for (size_t i = 0; i < count && !r; i++)
		r = demand[i].part == PART_HOLE ? check_hole(request, plan, &demand[i], diag)
						: check_demand(request, plan, &demand[i], diag);
	return r;
}

static int check_entries(const struct plan_request *request, const struct plan *plan, struct diag *diag)
{
	const struct segment *purgatory = plan_segment(plan, PART_PURGATORY);
	uint64_t first = purgatory ? purgatory->memory.start : plan->kernel_entry;
	size_t inside = 0;

	if (plan->kernel_entry != plan_segment(plan, PART_KERNEL)->home.start + request->entry_offset)
		return diag_fail(diag, -EINVAL, "the kernel's entry 0x%" PRIx64 " is not its first instruction",
				 plan->kernel_entry);
	for (size_t i = 0; i < plan->segment_count; i++)
		inside += range_contains_address(plan->segment[i].memory, plan->entry);
	if (!inside || plan->entry != (request->have_entry ? request->entry : first))
		return diag_fail(diag, -EINVAL,
				 "the entry 0x%" PRIx64 " is neither the purgatory's start nor --entry's address", plan->entry);
	if (plan->placement == PLACEMENT_STAGED && request->have_entry)
		return diag_fail(diag, -EINVAL, "--entry leaves out the purgatory, which must move the parts");
	return 0;
}

/*
 * Is every usable range another area of the map, and of the type that is expected there? low: the number of low regions;
 * crash: of all regions.
 */
static int check_regions(const struct memmap *map, const struct plan *plan, size_t low, size_t crash, struct diag *diag)
{
	AUTO_FREE bool *seen = calloc(map->count, sizeof(*seen));

	if (!seen)
		return diag_oom(diag);
	for (size_t i = 0; i < plan->usable_count; i++) {
		enum mem_type type = i >= crash ? MEM_CRASH_CMA : i && i <= low ? MEM_CRASH_LOW : MEM_CRASH;
		const struct mem_area *area = memmap_find(map, plan->usable[i]);

		if (!area || area->type != type || seen[area - map->area])
			return diag_fail(diag, -EINVAL, "the usable range 0x%" PRIx64 " is not the crash region expected there",
					 plan->usable[i].start);
		seen[area - map->area] = true;
	}
	return 0;
}

/*
 * Every crash region must be there once: first the one loaded into, then the low ones, then the others, then the memory of
 * crashkernel=SIZE,cma.
 */
static int check_usable(const struct plan_request *request, const struct plan *plan, struct diag *diag)
{
	const struct memmap *map = request->map;
	size_t low = memmap_count(map, MEM_CRASH_LOW), crash = low + memmap_count(map, MEM_CRASH);
	size_t regions = request->crash ? crash + memmap_count(map, MEM_CRASH_CMA) : 0;
	int r;

	if (plan->usable_cma != (request->crash ? regions - crash : 0))
		return diag_fail(diag, -EINVAL, "%zu ranges of crashkernel=SIZE,cma described, expected %zu", plan->usable_cma,
				 request->crash ? regions - crash : 0);
	if (plan->usable_count != regions)
		return diag_fail(diag, -EINVAL, "%zu crash regions described, expected %zu", plan->usable_count, regions);
	r = regions ? check_regions(map, plan, low, crash, diag) : 0;
	if (!r && regions && (plan->usable[0].start != plan->region.start || plan->usable[0].end != plan->region.end))
		return diag_fail(diag, -EINVAL, "the region loaded into is not the first usable range");
	return r;
}

int plan_check(const struct plan_request *request, const struct plan *plan, struct diag *diag)
{
	int r = check_shape(request, plan, diag);

	if (!r)
		r = check_memory(request, plan, diag);
	if (!r)
		r = check_demands(request, plan, diag);
	if (!r)
		r = check_homes(request, plan, diag);
	if (!r)
		r = check_entries(request, plan, diag);
	if (!r)
		r = check_usable(request, plan, diag);
	return r;
}
