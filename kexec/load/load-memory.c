/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <errno.h>
#include <inttypes.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/notes.h"
#include "kexec/base/ranges.h"
#include "kexec/base/size-text.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/fdt-facts.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/memmap.h"

static uint64_t sum(const struct ranges *ranges)
{
	uint64_t total = 0;

	for (size_t i = 0; i < ranges->count; i++)
		total += range_size(ranges->range[i]);
	return total;
}

/* All RAM that /proc/iomem shows, but not that of drivers, which find it again by themselves. */
static int add_shown(const struct memmap *map, struct ranges *ret)
{
	int r = 0;

	for (size_t i = 0; i < map->count && !r; i++)
		if (map->area[i].type != MEM_DRIVER)
			r = ranges_append(ret, map->area[i].range);
	return r;
}

/*
 * The memory of the machine by its own devicetree, which has also what firmware keeps; without memory there, what /proc/iomem
 * shows. *ret_all has both, and is empty if it is not known what firmware keeps.
 */
static int machine_memory(const struct machine *machine, struct ranges *ret, struct ranges *ret_all)
{
	const void *own = machine->devicetree.tree.data;
	struct diag ignored;
	int r = own ? dtb_memory(own, ret, &ignored) : -ENODATA;

	if (r == -ENOMEM)
		return r;
	if (r < 0) {
		r = add_shown(&machine->map, ret);
		ranges_merge(ret);
		return r;
	}
	r = add_shown(&machine->map, ret_all);
	for (size_t i = 0; i < ret->count && !r; i++)
		r = ranges_append(ret_all, ret->range[i]);
	ranges_merge(ret_all);
	return r;
}

static void note_less(const struct load *load, uint64_t has, uint64_t missing)
{
	struct diag note;

	diag_fail(&note, 0,
		  "devicetree %s: it names %s of the %s of memory that the machine has: the next kernel will not use more",
		  load->given_devicetree->source, size_text(has - missing).text, size_text(has).text);
	diag_hint(&note, "--dtb-memory=machine writes the machine's own memory into it.");
	notes_add(load->notes, &note);
}

static void note_foreign(const struct load *load, uint64_t foreign, struct range first)
{
	struct diag note;

	diag_fail(&note, 0,
		  "devicetree %s: of the %s of memory that it names, %s are not the machine's, from 0x%" PRIx64
		  " on: the next kernel will use them",
		  load->given_devicetree->source, size_text(sum(&load->dtb_memory)).text, size_text(foreign).text, first.start);
	diag_hint(&note,
		  "They may be those of a graphics processor or of firmware. --dtb-memory=machine writes the machine's own "
		  "memory into it.");
	notes_add(load->notes, &note);
}

/* A capture kernel has no memory but its regions, whatever its devicetree names. */
int compare_memory(const struct context *context, const struct load *load)
{
	CLEANUP(ranges_release) struct ranges own = { 0 };
	CLEANUP(ranges_release) struct ranges all = { 0 };
	struct range first;
	uint64_t missing, foreign;

	if (!load->dtb_memory.count)
		return 0;
	if (machine_memory(load->machine, &own, &all) < 0)
		return diag_oom(context->diag);
	missing = ranges_missing(&own, &load->dtb_memory, &first);
	if (missing)
		note_less(load, sum(&own), missing);
	foreign = all.count ? ranges_missing(&load->dtb_memory, &all, &first) : 0;
	if (foreign)
		note_foreign(load, foreign, first);
	return 0;
}
