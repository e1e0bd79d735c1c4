/* SPDX-License-Identifier: GPL-2.0-only */
/* The places of a crash load: in the highest "Crash kernel" region that has room for all parts. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/base/size-text.h"
#include "kexec/machine/memmap.h"
#include "kexec/plan/choose.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"

/*
 * The crashkernel= size to boot with, in MiB: the segments, the unpacked initrd (three times the initrd's size, the usual ratio
 * of compression) and 96 MiB for the capture kernel to run in, rounded up to 64 MiB. 0 if no region is large enough.
 */
static uint64_t advised_mib(const struct choice *choice, uint64_t need)
{
	uint64_t step = UINT64_C(64) << 20, bytes, initrd = choice->request->size[PART_INITRD];

	if (initrd > UINT64_MAX / 4 || !add_u64(need, initrd * 3, &bytes) || !add_u64(bytes, UINT64_C(96) << 20, &bytes) ||
	    !align_up(bytes, step, &bytes) || !choice_fits_mib(choice, bytes >> 20))
		return 0;
	return bytes >> 20;
}

/* Finds the ranges that overlap a region, and forgets those above it. */
static struct ranges last_within(struct ranges *free, struct range region)
{
	size_t first;

	while (free->count && free->range[free->count - 1].start >= region.end)
		free->count--;
	for (first = free->count; first && free->range[first - 1].end > region.start;)
		first--;
	return (struct ranges){ free->count ? &free->range[first] : NULL, free->count - first };
}

/*
 * Finds the highest region in which all parts fit, and their places. There may be very many regions: each looks at its own free
 * memory only. Returns 0, -ENOSPC or -ENOMEM.
 */
static int find_region(const struct choice *choice, const struct ranges *crash, struct range at[PART_COUNT], size_t *ret)
{
	CLEANUP(ranges_release) struct ranges free = { 0 };
	struct ranges left;
	int r = ranges_without(crash, &choice->request->taken, &free);

	if (r < 0)
		return r;
	left = free;
	r = -ENOSPC;
	for (size_t i = crash->count; i-- > 0 && r == -ENOSPC;) {
		const struct ranges in = last_within(&left, crash->range[i]);

		r = choice_place(choice, &in, crash->range[i], at);
		if (!r)
			*ret = i;
	}
	return r;
}

/* Would all parts fit into one of the regions without --mem-min and --mem-max? */
static bool fits_without_limits(const struct choice *choice, const struct ranges *crash)
{
	struct plan_request free_request = *choice->request;
	struct choice without = *choice;
	struct range at[PART_COUNT];
	size_t chosen;

	free_request.allowed = (struct range){ 0, UINT64_MAX };
	without.request = &free_request;
	return find_region(&without, crash, at, &chosen) == 0;
}

/* The next kernel would have no memory there, or take the memory of its own image for that of a device. */
static int fail_taken(const struct choice *choice, const struct ranges *crash, struct range taken, struct diag *diag)
{
	const struct range *region = largest_within(crash, choice->request->allowed);
	char parts[256];
	uint64_t need = choice_need(choice, parts, sizeof(parts));

	diag_fail(diag, -ENOSPC,
		  "the crash kernel needs %s (%s), but the %scrash region 0x%" PRIx64 "-0x%" PRIx64
		  " has no room beside 0x%" PRIx64 "-0x%" PRIx64 ", which the devicetree %s reserves",
		  size_text(need).text, parts, crash->count > 1 ? "largest " : "", region->start, region->end - 1, taken.start,
		  taken.end - 1, choice->request->taken_by);
	diag_hint(diag, "Use the devicetree that the machine was started with (leave --dtb out), or reserve crash memory "
			"elsewhere: crashkernel=SIZE@ADDRESS.");
	return -ENOSPC;
}

static int no_room(const struct choice *choice, const struct ranges *crash, struct diag *diag)
{
	const struct range *region = largest_within(crash, choice->request->allowed);
	struct range usable = range_intersect(*region, choice->request->allowed);
	bool limited = range_size(usable) < range_size(*region);
	char parts[256];
	uint64_t need = choice_need(choice, parts, sizeof(parts)), mib = advised_mib(choice, need);

	diag_fail(diag, -ENOSPC, "the crash kernel needs %s (%s), but the %scrash region 0x%" PRIx64 "-0x%" PRIx64 " has %s%s",
		  size_text(need).text, parts, crash->count > 1 ? "largest " : "", region->start, region->end - 1,
		  size_text(range_size(usable)).text,
		  limited		       ? " between --mem-min and --mem-max"
		  : range_size(usable) >= need ? ", which is too little once the kernel is aligned"
					       : "");
	if (fits_without_limits(choice, crash))
		diag_hint(diag, "Leave out --mem-min and --mem-max: they allow only %s of the region's %s.",
			  size_text(range_size(usable)).text, size_text(range_size(*region)).text);
	else if (mib)
		diag_hint(diag, "Boot with crashkernel=%" PRIu64 "M%s%s.", mib, region->start >= GIB_4 ? ",high" : "",
			  choice->request->size[PART_INITRD] ? " or use a smaller initrd" : "");
	else
		diag_hint(diag,
			  "No region is large enough: the parts are larger than the distance from the kernel that the boot "
			  "protocol allows. Use smaller files.");
	return -ENOSPC;
}

static int no_region(const struct ranges *low, struct diag *diag)
{
	diag_fail(diag, -ENOENT, "Memory for crashkernel is not reserved%s",
		  low->count ? ": /proc/iomem shows \"Crash kernel (low)\" but no \"Crash kernel\" region" : "");
	diag_hint(diag, "Please reserve memory: boot with \"crashkernel=256M\", or more if the dump needs it. If that is on "
			"the command line already, dmesg says why the kernel could not reserve it.");
	return -ENOENT;
}

/* The memory of the capture kernel, by type. */
struct regions {
	struct ranges crash, low, cma;
};

static void regions_release(struct regions *regions)
{
	ranges_release(&regions->crash);
	ranges_release(&regions->low);
	ranges_release(&regions->cma);
}

static int find_regions(const struct memmap *map, struct regions *ret, struct diag *diag)
{
	if (memmap_select(map, MEM_CRASH, &ret->crash) < 0 || memmap_select(map, MEM_CRASH_LOW, &ret->low) < 0 ||
	    memmap_select(map, MEM_CRASH_CMA, &ret->cma) < 0)
		return diag_oom(diag);
	return ret->crash.count ? 0 : no_region(&ret->low, diag);
}

/*
 * The region loaded into, then the low ones, then the others from the highest down: a capture kernel that uses only two regions
 * uses the first two. The memory of crashkernel=SIZE,cma follows, as in the running kernel's own loads: Linux,
 * drivers/of/kexec.c; early_init_dt_check_for_usable_mem_range() takes up to six ranges since 7.3.
 */
static int set_usable(const struct regions *regions, size_t chosen, struct plan *plan)
{
	const struct ranges *crash = &regions->crash, *low = &regions->low, *cma = &regions->cma;
	struct range *usable = calloc(crash->count + low->count + cma->count, sizeof(*usable));

	if (!usable)
		return -ENOMEM;
	plan->usable = usable;
	*usable++ = crash->range[chosen];
	for (size_t i = 0; i < low->count; i++)
		*usable++ = low->range[i];
	for (size_t i = crash->count; i-- > 0;)
		if (i != chosen)
			*usable++ = crash->range[i];
	for (size_t i = 0; i < cma->count; i++)
		*usable++ = cma->range[i];
	plan->usable_count = crash->count + low->count + cma->count;
	plan->usable_cma = cma->count;
	return 0;
}

static void explain_region(const struct ranges *crash, size_t chosen, struct plan *plan)
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

int choose_crash(const struct choice *choice, struct plan *plan, struct diag *diag)
{
	CLEANUP(regions_release) struct regions regions = { 0 };
	const struct ranges *crash = &regions.crash;
	struct range at[PART_COUNT], taken;
	size_t chosen = 0;
	int r = find_regions(choice->request->map, &regions, diag);

	if (r < 0)
		return r;
	plan->placement = PLACEMENT_CRASH_REGION;
	r = find_region(choice, crash, at, &chosen);
	if (r == -ENOSPC && choice_find_taken(choice, crash, &taken) < 0)
		return diag_oom(diag);
	if (r == -ENOSPC)
		return range_is_empty(taken) ? no_room(choice, crash, diag) : fail_taken(choice, crash, taken, diag);
	if (r < 0 || set_usable(&regions, chosen, plan) < 0)
		return diag_oom(diag);
	plan->region = crash->range[chosen];
	explain_region(crash, chosen, plan);
	choice_apply(choice, at, at, plan);
	return 0;
}
