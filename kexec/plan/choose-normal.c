/* SPDX-License-Identifier: GPL-2.0-only */
/* The places of a normal load: in reserved memory, to run or to be staged there, else in free RAM. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/base/size-text.h"
#include "kexec/image/image.h"
#include "kexec/machine/memmap.h"
#include "kexec/plan/choose.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/reserved.h"
#include "kexec/plan/room.h"

static const struct range anywhere = { 0, UINT64_MAX };

/* A region that may be loaded into, and the result if it was tried. */
struct region {
	struct range range;
	struct room room; /* its part; looks into that of all regions */
	bool is_crash;
	bool is_tried;
	char why_not[200]; /* why it cannot be used */
};

static const char *region_name(const struct region *region)
{
	return region->is_crash ? "Crash kernel" : "Kexec kernel";
}

static bool is_limited(const struct plan_request *request)
{
	return request->allowed.start || request->allowed.end != UINT64_MAX;
}

/* ---- into the region, and run there ---- */

static int load_in_place(const struct choice *choice, const struct region *region, struct plan *plan)
{
	struct range at[PART_COUNT];
	int r = choice_place(choice, &region->room.clear, region->range, at);

	if (r < 0)
		return r;
	choice_apply(choice, at, at, plan);
	plan->placement = PLACEMENT_RESERVED;
	snprintf(plan->reason, sizeof(plan->reason), "the \"%s\" region, where everything will run", region_name(region));
	return 0;
}

/* ---- into the region, and moved at the start ---- */

/* Staged parts need whole pages, and no alignment or window. */
static int place_staged(const struct choice *choice, const struct region *region, struct range ret[PART_COUNT])
{
	struct choice packed = *choice;

	for (size_t i = 0; i < packed.count; i++) {
		packed.demand[i].near = (struct near_kernel){ 0 };
		packed.demand[i].window = (struct range){ 0 };
		packed.demand[i].align = choice->request->page_size;
		packed.demand[i].offset = 0;
		packed.demand[i].from_top = false;
	}
	return choice_place(&packed, &region->room.free, region->range, ret);
}

/*
 * Finds the homes in the lowest free RAM. Regions are no free RAM, so no home overlaps a staged part or the purgatory. The
 * purgatory is the last part and is not moved.
 */
static int place_homes(const struct choice *choice, struct range ret[PART_COUNT])
{
	CLEANUP(ranges_release) struct ranges ram = { 0 };
	CLEANUP(ranges_release) struct ranges room = { 0 };
	struct choice moved = *choice;
	int r = memmap_select(choice->request->map, MEM_RAM, &ram);

	if (!r)
		r = ranges_without(&ram, &choice->request->fixed, &room);
	if (r < 0)
		return r;
	moved.count--;
	for (size_t i = 0; i < moved.count; i++)
		moved.demand[i].from_top = false;
	return choice_try(&moved, &room, anywhere, ret);
}

/* They are the same for each region, and looked for once. */
struct homes {
	bool are_tried;
	int result; /* of place_homes() */
	struct range at[PART_COUNT];
};

static int find_homes(const struct choice *choice, struct homes *homes)
{
	if (!homes->are_tried)
		homes->result = place_homes(choice, homes->at);
	homes->are_tried = true;
	return homes->result;
}

static int refuse(struct region *region, const char *why_not)
{
	snprintf(region->why_not, sizeof(region->why_not), "%s", why_not);
	return -ENOSPC;
}

static int refuse_small(const struct choice *choice, struct region *region)
{
	struct range usable = range_intersect(region->range, choice->request->allowed);
	uint64_t room = range_size(usable);
	char parts[256];
	uint64_t need = choice_need(choice, parts, sizeof(parts));

	snprintf(region->why_not, sizeof(region->why_not), "it has %s%s, %s%s%s", size_text(room).text,
		 room < range_size(region->range) ? " between --mem-min and --mem-max" : "",
		 room < need ? "" : "too little for ", size_text(need).text,
		 room < need ? " are needed" : " once the kernel is aligned");
	return -ENOSPC;
}

static int stage(const struct choice *choice, struct region *region, const char *why, struct homes *homes, struct plan *plan)
{
	struct range staged[PART_COUNT];
	int r;

	if (choice->request->have_entry)
		return refuse(region, "the parts must be moved, but --entry leaves out the purgatory, which moves them");
	r = place_staged(choice, region, staged);
	if (r == -ENOSPC)
		return refuse_small(choice, region);
	if (!r)
		r = find_homes(choice, homes);
	if (r == -ENOSPC)
		return refuse(region, "the parts must be moved, but there is no room for them in free RAM");
	if (r < 0)
		return r;
	homes->at[choice->count - 1] = staged[choice->count - 1];
	choice_apply(choice, staged, homes->at, plan);
	plan->placement = PLACEMENT_STAGED;
	snprintf(plan->reason, sizeof(plan->reason), "staged in the \"%s\" region, moved by the purgatory: %s",
		 region_name(region), why);
	return 0;
}

/* ---- which region ---- */

/* Returns 0, -ENOMEM, or -ENOSPC with region->why_not if the region cannot be used. */
static int try_region(const struct choice *choice, struct region *region, struct homes *homes, struct plan *plan)
{
	const struct plan_request *request = choice->request;
	const char *why = NULL;
	int r;

	region->is_tried = true;
	plan->region = region->range;
	plan->reuses_crash = region->is_crash;
	if (request->relocate)
		why = "--relocate";
	else if (request->image->wants_low)
		why = "a kernel without the placement flag cannot use memory below itself";
	if (why)
		return stage(choice, region, why, homes, plan);
	r = load_in_place(choice, region, plan);
	if (r != -ENOSPC)
		return r;
	if (!ranges_contain(&region->room.unfixed, region->range))
		return stage(choice, region, "the next kernel's command line reserves memory there", homes, plan);
	if (!ranges_contain(&region->room.free, region->range))
		return refuse(region, "the next kernel's devicetree reserves memory there");
	return refuse_small(choice, region);
}

/*
 * Tries the "Kexec kernel" regions from the highest down, then the highest "Crash kernel" region if it may be reused: if there
 * are several, the capture kernel needs the others for DMA. *best: the largest region tried, for the message if none can be
 * used.
 */
static int try_regions(const struct choice *choice, struct plan *plan, struct region *best)
{
	CLEANUP(room_release) struct room room = { 0 };
	CLEANUP(room_release) struct room crash_room = { 0 };
	CLEANUP(ranges_release) struct ranges kexec = { 0 };
	CLEANUP(ranges_release) struct ranges crash = { 0 };
	const struct memmap *map = choice->request->map;
	struct homes homes = { 0 };
	int r = -ENOSPC;

	if (memmap_select(map, MEM_KEXEC, &kexec) < 0 || memmap_select(map, MEM_CRASH, &crash) < 0)
		return -ENOMEM;
	if (!choice->request->reuse_crash)
		crash.count = 0;
	if (room_find(choice->request, &kexec, &room) < 0 || room_find(choice->request, &crash, &crash_room) < 0)
		return -ENOMEM;
	for (size_t n = kexec.count + (crash.count ? 1 : 0), i = 0; i < n && r == -ENOSPC; i++) {
		struct region region = { .is_crash = i == kexec.count };

		region.range = region.is_crash ? crash.range[crash.count - 1] : kexec.range[kexec.count - 1 - i];
		region.room = room_within(region.is_crash ? &crash_room : &room, region.range);
		r = try_region(choice, &region, &homes, plan);
		if (!best->is_tried || range_size(region.range) > range_size(best->range))
			*best = region;
	}
	return r;
}

/* The smallest region that has room for all parts, in MiB, in steps of 16; 0 if none has. */
static uint64_t advised_mib(const struct choice *choice)
{
	char unused[256];
	uint64_t need = choice_need(choice, unused, sizeof(unused)) >> 20;

	for (uint64_t mib = (need & ~UINT64_C(15)) + 16; mib <= need + 64; mib += 16)
		if (choice_fits_mib(choice, mib))
			return mib;
	return 0;
}

static void advise(const struct choice *choice, const struct region *best, struct diag *diag)
{
	const char *option = choice->request->relocate ? "--relocate" : "--reserved=require";
	uint64_t mib = advised_mib(choice);

	if (is_limited(choice->request))
		diag_hint(diag, "Leave out --mem-min and --mem-max.");
	else if (mib && range_size(best->range) < mib << 20)
		diag_hint(diag, "Boot with kexeckernel=%" PRIu64 "M (if the kernel supports it), or leave out %s.", mib,
			  option);
	else
		diag_hint(diag, "Leave out %s: a larger region would not help.", option);
}

static int no_region(const struct choice *choice, const struct region *best, struct diag *diag)
{
	const char *option = choice->request->relocate ? "--relocate" : "--reserved=require";
	char parts[256];
	uint64_t need = choice_need(choice, parts, sizeof(parts));

	if (!best->is_tried)
		diag_fail(diag, -ENOENT, "%s needs reserved memory, %s (%s), but /proc/iomem shows no \"%s\" region", option,
			  size_text(need).text, parts, choice->request->reuse_crash ? "Crash kernel" : "Kexec kernel");
	else
		diag_fail(diag, -ENOSPC,
			  "%s: the kernel needs %s (%s), but the \"%s\" region 0x%" PRIx64 "-0x%" PRIx64 " cannot be used: %s",
			  option, size_text(need).text, parts, region_name(best), best->range.start, best->range.end - 1,
			  best->why_not);
	advise(choice, best, diag);
	return best->is_tried ? -ENOSPC : -ENOENT;
}

/* ---- free RAM ---- */

/*
 * Finds RAM that has room for all parts but must not hold them, because the next kernel would not see it. *ret is empty if
 * there is none. Returns 0 or -ENOMEM.
 */
static int find_unknown(const struct choice *choice, struct range *ret)
{
	CLEANUP(ranges_release) struct ranges unknown = { 0 };
	struct range at[PART_COUNT];
	int r = memmap_select(choice->request->map, MEM_UNKNOWN, &unknown);

	*ret = (struct range){ 0, 0 };
	if (!r)
		r = choice_try(choice, &unknown, anywhere, at);
	if (!r)
		*ret = *largest_within(&unknown, choice->request->allowed);
	return r == -ENOMEM ? r : 0;
}

static void explain_unknown(struct range unknown, bool by_dtb, char *text, size_t size)
{
	snprintf(text, size, "; the RAM 0x%" PRIx64 "-0x%" PRIx64 " (%s) cannot be used: %s", unknown.start, unknown.end - 1,
		 size_text(range_size(unknown)).text,
		 by_dtb ? "the given devicetree or the firmware's memory map does not have it, so the next kernel starts "
			  "without it"
			: "it was plugged in later, and the next kernel starts with the firmware's memory map, which does not "
			  "have it");
}

static int fail_taken(const struct choice *choice, struct range taken, struct diag *diag)
{
	const struct plan_request *request = choice->request;
	char parts[256];
	uint64_t need = choice_need(choice, parts, sizeof(parts));

	diag_fail(diag, -ENOSPC,
		  "the kernel needs %s (%s), which does not fit into the free memory%s beside 0x%" PRIx64 "-0x%" PRIx64
		  ", which the devicetree %s reserves",
		  size_text(need).text, parts, is_limited(request) ? " between --mem-min and --mem-max" : "", taken.start,
		  taken.end - 1, request->taken_by);
	if (is_limited(request))
		diag_hint(diag, "Leave out --mem-min and --mem-max.");
	return -ENOSPC;
}

static int no_ram_room(const struct choice *choice, const struct ranges *ram, struct diag *diag)
{
	const struct plan_request *request = choice->request;
	struct range largest = { 0, 0 }, unknown;
	char room[100] = "there is none", why[256] = "";
	char parts[256];
	uint64_t need = choice_need(choice, parts, sizeof(parts));

	if (find_unknown(choice, &unknown) < 0)
		return diag_oom(diag);
	if (!range_is_empty(unknown))
		explain_unknown(unknown, request->named.count, why, sizeof(why));
	if (ram->count)
		largest = range_intersect(*largest_within(ram, request->allowed), request->allowed);
	if (!range_is_empty(largest))
		snprintf(room, sizeof(room), "the largest free range, 0x%" PRIx64 "-0x%" PRIx64 ", has %s", largest.start,
			 largest.end - 1, size_text(range_size(largest)).text);
	diag_fail(diag, -ENOSPC, "the kernel needs %s (%s), which does not fit into the free memory%s: %s%s",
		  size_text(need).text, parts, is_limited(request) ? " between --mem-min and --mem-max" : "", room, why);
	if (is_limited(request))
		diag_hint(diag, "Leave out --mem-min and --mem-max.");
	else if (why[0] && request->named.count)
		diag_hint(diag, "Give a --dtb whose memory nodes have all memory, like the machine's own devicetree "
				"(/sys/firmware/fdt).");
	else if (why[0])
		diag_hint(diag, "Use a smaller initrd, or reboot through the firmware (without kexec).");
	return -ENOSPC;
}

static int try_ram(const struct choice *choice, const struct ranges *ram, struct plan *plan)
{
	static const struct {
		struct range window;
		const char *reason;
	} tries[] = {
		{ { 0, GIB_4 }, "free RAM below 4 GiB" },
		{ { 0, UINT64_MAX }, "free RAM; not all parts fit below 4 GiB" },
	};
	struct range at[PART_COUNT];
	int r = -ENOSPC;

	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]) && r == -ENOSPC; i++) {
		r = choice_try(choice, ram, tries[i].window, at);
		if (r < 0)
			continue;
		snprintf(plan->reason, sizeof(plan->reason), "%s", tries[i].reason);
		choice_apply(choice, at, at, plan);
		plan->region = (struct range){ plan->segment[0].memory.start, plan->segment[choice->count - 1].memory.end };
	}
	return r;
}

/* Avoids memory that the next kernel's command line reserves, if possible: the next kernel could not reserve it. */
static int place_in_ram(const struct choice *choice, struct plan *plan, struct diag *diag)
{
	CLEANUP(ranges_release) struct ranges ram = { 0 };
	CLEANUP(ranges_release) struct ranges room = { 0 };
	struct range taken;
	int r;

	plan->placement = PLACEMENT_FREE_RAM;
	plan->reuses_crash = false;
	if (memmap_select(choice->request->map, MEM_RAM, &ram) < 0 || ranges_without(&ram, &choice->request->fixed, &room) < 0)
		return diag_oom(diag);
	r = try_ram(choice, &room, plan);
	if (r == -ENOSPC && choice->request->fixed.count)
		r = try_ram(choice, &ram, plan);
	if (r == -ENOSPC && choice_find_taken(choice, &ram, &taken) < 0)
		return diag_oom(diag);
	if (r == -ENOSPC)
		return range_is_empty(taken) ? no_ram_room(choice, &ram, diag) : fail_taken(choice, taken, diag);
	return r < 0 ? diag_oom(diag) : 0;
}

static void explain_why_not(const struct plan_request *request, const struct region *region, struct plan *plan)
{
	size_t used = strlen(plan->reason);
	char *at = plan->reason + used;

	if (region->is_tried)
		snprintf(at, sizeof(plan->reason) - used, "; the \"%s\" region 0x%" PRIx64 "-0x%" PRIx64 " cannot be used: %s",
			 region_name(region), region->range.start, region->range.end - 1, region->why_not);
	else if (request->reuse_crash)
		snprintf(at, sizeof(plan->reason) - used, "; there is no \"Crash kernel\" region to reuse");
}

int choose_normal(const struct choice *choice, struct plan *plan, struct diag *diag)
{
	const struct plan_request *request = choice->request;
	struct region best = { 0 };
	int r = request->reserved == RESERVED_NEVER ? -ENOSPC : try_regions(choice, plan, &best);

	if (r == -ENOMEM)
		return diag_oom(diag);
	if (!r)
		return 0;
	if (request->relocate || request->reserved == RESERVED_REQUIRE)
		return no_region(choice, &best, diag);
	r = place_in_ram(choice, plan, diag);
	if (!r)
		explain_why_not(request, &best, plan);
	return r;
}
