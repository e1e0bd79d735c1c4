/* SPDX-License-Identifier: GPL-2.0-only */
/* The places of a normal load: in the memory kept for it, there or by way of there, else in free RAM. */
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

static const struct range anywhere = { 0, UINT64_MAX };

/* A region that may be loaded into, and in *ret_why_not why it does not serve. */
struct region {
	struct range range;
	bool is_crash;
	bool is_tried;
	char why_not[200];
};

static const char *region_name(const struct region *region)
{
	return region->is_crash ? "Crash kernel" : "Kexec kernel";
}

static bool is_limited(const struct plan_request *request)
{
	return request->allowed.start || request->allowed.end != UINT64_MAX;
}

static bool meets_fixed(const struct plan_request *request, struct range range)
{
	for (size_t i = 0; i < request->fixed.count; i++)
		if (range_overlaps(request->fixed.range[i], range))
			return true;
	return false;
}

/* ---- into the region, to run there ---- */

static int load_in_place(const struct choice *choice, const struct region *region, struct plan *plan)
{
	CLEANUP(ranges_release) struct ranges room = { 0 };
	struct range range = region->range, at[PART_COUNT];
	const struct ranges whole = { &range, 1 };
	int r = ranges_without(&whole, &choice->request->fixed, &room);

	if (!r)
		r = choice_try(choice, &room, anywhere, at);
	if (r < 0)
		return r;
	choice_apply(choice, at, at, plan);
	plan->placement = PLACEMENT_RESERVED;
	snprintf(plan->reason, sizeof(plan->reason), "the \"%s\" region, where everything will run", region_name(region));
	return 0;
}

/* ---- into the region, to be moved ---- */

/* While they are staged parts need room and nothing else. */
static int place_staged(const struct choice *choice, const struct region *region, struct range ret[PART_COUNT])
{
	struct choice packed = *choice;
	struct range range = region->range;
	const struct ranges whole = { &range, 1 };

	for (size_t i = 0; i < packed.count; i++) {
		packed.demand[i].near = (struct near_kernel){ 0 };
		packed.demand[i].window = (struct range){ 0 };
		packed.demand[i].align = choice->request->page_size;
		packed.demand[i].offset = 0;
		packed.demand[i].from_top = false;
	}
	return choice_try(&packed, &whole, anywhere, ret);
}

/*
 * From the lowest free RAM on. Regions are none of it, so no home is where something is staged, nor where the purgatory is, the
 * last of the parts, which stays.
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

	snprintf(region->why_not, sizeof(region->why_not), "it has %s%s, %s %s", size_text(room).text,
		 room < range_size(region->range) ? " between --mem-min and --mem-max" : "",
		 room < need ? "the parts need" : "too little once the kernel is aligned: the parts need",
		 size_text(need).text);
	return -ENOSPC;
}

static int stage(const struct choice *choice, struct region *region, const char *why, struct plan *plan)
{
	struct range staged[PART_COUNT], home[PART_COUNT];
	int r;

	if (choice->request->have_entry)
		return refuse(region,
			      "its parts would have to be moved, and --entry leaves out the purgatory, which does that");
	r = place_staged(choice, region, staged);
	if (r == -ENOSPC)
		return refuse_small(choice, region);
	if (!r)
		r = place_homes(choice, home);
	if (r == -ENOSPC)
		return refuse(region, "its parts would have to be moved, and there is no free RAM to move them to");
	if (r < 0)
		return r;
	home[choice->count - 1] = staged[choice->count - 1];
	choice_apply(choice, staged, home, plan);
	plan->placement = PLACEMENT_STAGED;
	snprintf(plan->reason, sizeof(plan->reason), "staged in the \"%s\" region, moved by the purgatory: %s",
		 region_name(region), why);
	return 0;
}

/* ---- which region ---- */

/* -ENOSPC: it does not serve. */
static int try_region(const struct choice *choice, struct region *region, struct plan *plan)
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
		return stage(choice, region, why, plan);
	r = load_in_place(choice, region, plan);
	if (r != -ENOSPC)
		return r;
	if (!meets_fixed(request, region->range))
		return refuse_small(choice, region);
	return stage(choice, region, "the next kernel's command line reserves memory there", plan);
}

/*
 * The "Kexec kernel" regions downwards, then, if it may be taken, the highest "Crash kernel": of several the others are what
 * the capture kernel's DMA needs. *best is the one to tell of where none will do.
 */
static int try_regions(const struct choice *choice, struct plan *plan, struct region *best)
{
	CLEANUP(ranges_release) struct ranges kexec = { 0 };
	CLEANUP(ranges_release) struct ranges crash = { 0 };
	const struct memmap *map = choice->request->map;
	int r = -ENOSPC;

	if (memmap_select(map, MEM_KEXEC, &kexec) < 0 || memmap_select(map, MEM_CRASH, &crash) < 0)
		return -ENOMEM;
	if (!choice->request->reuse_crash)
		crash.count = 0;
	for (size_t n = kexec.count + (crash.count ? 1 : 0), i = 0; i < n && r == -ENOSPC; i++) {
		struct region region = { .is_crash = i == kexec.count };

		region.range = region.is_crash ? crash.range[crash.count - 1] : kexec.range[kexec.count - 1 - i];
		r = try_region(choice, &region, plan);
		if (!best->is_tried || range_size(region.range) > range_size(best->range))
			*best = region;
	}
	return r;
}

/* The least region that does, in steps of 16 MiB; 0 where none does. */
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
		diag_hint(diag, "Leave --mem-min and --mem-max out.");
	else if (mib && range_size(best->range) < mib << 20)
		diag_hint(diag, "Boot with kexeckernel=%" PRIu64 "M (a kernel that knows it), or leave %s out.", mib, option);
	else
		diag_hint(diag, "A larger region would not do either: leave %s out.", option);
}

static int no_region(const struct choice *choice, const struct region *best, struct diag *diag)
{
	const char *option = choice->request->relocate ? "--relocate" : "--reserved=require";
	char parts[256];
	uint64_t need = choice_need(choice, parts, sizeof(parts));

	if (!best->is_tried)
		diag_fail(diag, -ENOENT,
			  "%s needs memory that is kept for the next kernel, %s (%s), but /proc/iomem shows no \"%s\" region",
			  option, size_text(need).text, parts, choice->request->reuse_crash ? "Crash kernel" : "Kexec kernel");
	else
		diag_fail(diag, -ENOSPC,
			  "%s: the kernel needs %s (%s), but the \"%s\" region 0x%" PRIx64 "-0x%" PRIx64 " does not do: %s",
			  option, size_text(need).text, parts, region_name(best), best->range.start, best->range.end - 1,
			  best->why_not);
	advise(choice, best, diag);
	return best->is_tried ? -ENOSPC : -ENOENT;
}

/* ---- free RAM ---- */

/* RAM that the next kernel would not know of, where there is room for all: it is why there is none. */
static int find_unknown(const struct choice *choice, struct range *ret)
{
	CLEANUP(ranges_release) struct ranges unknown = { 0 };
	struct range at[PART_COUNT];
	int r = memmap_select(choice->request->map, MEM_UNKNOWN, &unknown);

	*ret = (struct range){ 0, 0 };
	if (!r)
		r = choice_try(choice, &unknown, anywhere, at);
	if (!r)
		*ret = *roomiest(&unknown, choice->request->allowed);
	return r == -ENOMEM ? r : 0;
}

static void say_unknown(struct range unknown, bool by_dtb, char *text, size_t size)
{
	snprintf(text, size, "; 0x%" PRIx64 "-0x%" PRIx64 " (%s) is RAM that %s", unknown.start, unknown.end - 1,
		 size_text(range_size(unknown)).text,
		 by_dtb ? "the devicetree of --dtb does not name, or the firmware's memory map: the next kernel starts without "
			  "it"
			: "was plugged in later: the next kernel goes by the firmware's memory map when it starts, which does "
			  "not "
			  "have it");
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
		say_unknown(unknown, request->named.count, why, sizeof(why));
	if (ram->count)
		largest = range_intersect(*roomiest(ram, request->allowed), request->allowed);
	if (!range_is_empty(largest))
		snprintf(room, sizeof(room), "the largest free range, 0x%" PRIx64 "-0x%" PRIx64 ", has %s", largest.start,
			 largest.end - 1, size_text(range_size(largest)).text);
	diag_fail(diag, -ENOSPC, "the kernel needs %s (%s), which does not fit the free memory%s: %s%s", size_text(need).text,
		  parts, is_limited(request) ? " between --mem-min and --mem-max" : "", room, why);
	if (is_limited(request))
		diag_hint(diag, "Leave --mem-min and --mem-max out.");
	else if (why[0] && request->named.count)
		diag_hint(diag,
			  "Let its memory nodes name all memory, as the machine's own devicetree does (/sys/firmware/fdt).");
	else if (why[0])
		diag_hint(diag,
			  "Take a smaller initrd, or start the next kernel by way of the firmware (reboot without kexec).");
	return -ENOSPC;
}

static int try_ram(const struct choice *choice, const struct ranges *ram, struct plan *plan)
{
	static const struct {
		struct range window;
		const char *reason;
	} tries[] = {
		{ { 0, GIB_4 }, "free RAM below 4 GiB" },
		{ { 0, UINT64_MAX }, "free RAM; below 4 GiB there is no room for all parts" },
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

/* Rather not where the next kernel's command line reserves memory, which it would not get. */
static int place_in_ram(const struct choice *choice, struct plan *plan, struct diag *diag)
{
	CLEANUP(ranges_release) struct ranges ram = { 0 };
	CLEANUP(ranges_release) struct ranges room = { 0 };
	int r;

	plan->placement = PLACEMENT_FREE_RAM;
	plan->reuses_crash = false;
	if (memmap_select(choice->request->map, MEM_RAM, &ram) < 0 ||
	    ranges_without(&ram, &choice->request->fixed, &room) < 0)
		return diag_oom(diag);
	r = try_ram(choice, &room, plan);
	if (r == -ENOSPC && choice->request->fixed.count)
		r = try_ram(choice, &ram, plan);
	if (r == -ENOSPC)
		return no_ram_room(choice, &ram, diag);
	return r < 0 ? diag_oom(diag) : 0;
}

static void say_why_not(const struct plan_request *request, const struct region *region, struct plan *plan)
{
	size_t used = strlen(plan->reason);
	char *at = plan->reason + used;

	if (region->is_tried)
		snprintf(at, sizeof(plan->reason) - used, "; the \"%s\" region 0x%" PRIx64 "-0x%" PRIx64 " does not do: %s",
			 region_name(region), region->range.start, region->range.end - 1, region->why_not);
	else if (request->reuse_crash)
		snprintf(at, sizeof(plan->reason) - used, "; there is no \"Crash kernel\" region to be reused");
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
		say_why_not(request, &best, plan);
	return r;
}
