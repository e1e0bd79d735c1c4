/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "arch/arch.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/base/size-text.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan.h"

static struct range highest_region(const struct memmap *map)
{
	struct range highest = { 0 };

	for (size_t i = 0; i < map->count; i++)
		if (map->area[i].type == MEM_CRASH)
			highest = map->area[i].range;
	return highest;
}

/* Every part has room, but the running kernel's loader aligns them in its own way. */
static int check_places(const struct context *context, const struct load *load, struct range region)
{
	const struct arch *arch = load->arch;
	uint64_t tree = load->machine->devicetree.tree.size + strlen(load->cmdline);
	uint64_t elfcorehdr = range_size(plan_memory(load->plan, PART_ELFCOREHDR));

	if (!arch->fits_by_files || arch->fits_by_files(load->image, region, elfcorehdr, load->initrd.size, tree))
		return 0;
	diag_fail(context->diag, -ENOSPC,
		  "the crash region, 0x%" PRIx64 "-0x%" PRIx64
		  " (%s), is too small by a little for the way in which kexec_file_load(2) aligns the parts",
		  region.start, region.end - 1, size_text(range_size(region)).text);
	diag_hint(context->diag, "Reserve 4 MiB more with crashkernel=, use a smaller initrd, or load with kexec_load(2): -c.");
	return -ENOSPC;
}

/*
 * The running kernel loads into the highest region only, and finds out too late if that is too small: it has emptied it by
 * then. A plan of our own shows beforehand if all parts fit.
 */
int check_room(const struct context *context, struct load *load)
{
	CLEANUP(ranges_release) struct ranges dumped = { 0 };
	struct range highest = highest_region(&load->machine->map);
	int r = find_dumped(context, load, &dumped);

	if (!r)
		r = make_plan(context, &dumped, load);
	if (r < 0)
		return r;
	if (load->plan->region.start == highest.start)
		return check_places(context, load, highest);
	diag_fail(context->diag, -ENOSPC,
		  "the highest crash region, 0x%" PRIx64 "-0x%" PRIx64
		  " (%s), has no room, and kexec_file_load(2) uses no other",
		  highest.start, highest.end - 1, size_text(range_size(highest)).text);
	diag_hint(context->diag, "-c loads with kexec_load(2), into the highest region in which all parts fit.");
	return -ENOSPC;
}
