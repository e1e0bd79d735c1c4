/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/answer-parts.h"

#include <string.h>

#include "arch/arch.h"
#include "kexec/image/image.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/demand.h"

/* Each returns what is wrong, or NULL. */

static bool is_power(uint64_t number)
{
	return number && !(number & (number - 1));
}

static const char *check_map(const struct memmap *map)
{
	for (size_t i = 0; i < map->count; i++)
		if (range_is_empty(map->area[i].range) || (i && map->area[i].range.start < map->area[i - 1].range.end))
			return "the memory map is not ascending";
	return NULL;
}

/* The report is written to a zone that is nobody's: it is reserved. */
static const char *check_ramoops(const struct machine *machine)
{
	struct range zone = { machine->ramoops.base, machine->ramoops.base + machine->ramoops.size };

	if (machine->ramoops.base % 4)
		return "the zone for a report is misaligned";
	for (size_t i = 0; i < machine->map.count; i++)
		if (machine->map.area[i].type != MEM_RESERVED && range_overlaps(machine->map.area[i].range, zone))
			return "the zone for a report is not reserved";
	return NULL;
}

static const char *check_machine(const struct machine *machine)
{
	const char *why = check_map(&machine->map);

	if (!is_power(machine->page_size) || machine->page_size < 4096)
		why = "the size of a page";
	if (!machine->cmdline)
		why = "the machine has no command line";
	return why ? why : check_ramoops(machine);
}

static const char *check_image(const struct load *load)
{
	const struct image *image = load->image;
	size_t cmdline_max = image->cmdline_max ? image->cmdline_max : load->arch->cmdline_max;

	if (!load->kernel.size || image->mem_size < load->kernel.size)
		return "the size of the kernel";
	if (load->size[PART_KERNEL] && load->size[PART_KERNEL] != image->mem_size)
		return "the memory of the kernel";
	if (!is_power(image->align) || image->offset >= image->align)
		return "the alignment of the kernel";
	if (image->entry_offset >= image->mem_size)
		return "the entry of the kernel";
	return strlen(load->cmdline) > cmdline_max ? "the length of the command line" : NULL;
}

const char *answer_check_values(const struct load *load)
{
	const char *why = check_machine(load->machine);

	return why ? why : check_image(load);
}
