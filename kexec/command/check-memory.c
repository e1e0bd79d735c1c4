/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/check-memory.h"

#include <stdbool.h>

#include "arch/arch.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/check/check.h"
#include "kexec/check/memory-sum.h"
#include "kexec/image/image.h"
#include "kexec/image/initrd-contents.h"
#include "kexec/load/load-view.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"

#define FOUR_GIB ((uint64_t)1 << 32)

#define POSSIBLE_FILE "/sys/devices/system/cpu/possible"

/* The number behind the last '-' or ',' of "0-3,8-11", and one more; else those that have notes. */
static uint64_t count_cpus(const struct snapshot *files, const struct machine *machine)
{
	struct diag ignored;
	struct view text;
	uint64_t last = 0;

	if (snapshot_bytes(files, POSSIBLE_FILE, &text, &ignored) < 0)
		return machine->cpu_note_count ? machine->cpu_note_count : 1;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			last = text.data[i] == '\n' ? last : 0;
		else
			last = last * 10 + (text.data[i] - '0');
	}
	return last + 1;
}

static bool is_given(enum mem_type type)
{
	return type == MEM_CRASH || type == MEM_CRASH_LOW || type == MEM_CRASH_CMA;
}

static uint64_t given_memory(const struct memmap *map, bool *ret_on_both_sides)
{
	bool below = false, above = false;
	uint64_t sum = 0;

	for (size_t i = 0; i < map->count; i++) {
		const struct mem_area *area = &map->area[i];

		if (!is_given(area->type))
			continue;
		sum += range_size(area->range);
		below = below || area->range.start < FOUR_GIB;
		above = above || area->range.end > FOUR_GIB;
	}
	*ret_on_both_sides = below && above;
	return sum;
}

void check_sum_memory(const struct load_view *view, const struct snapshot *files, const struct initrd_contents *contents, struct memory_sum *ret,
		      uint64_t *ret_given)
{
	const struct machine *machine = view->machine;
	const struct arch *arch = machine->arch;
	struct memory_request request = {
		.page_size = arch->image_page_size ? arch->image_page_size(view->image) : 0,
		.kernel = view->image->mem_size,
		.tree = view->devicetree->size,
		.initrd = view->initrd_size,
		.cmdline = view->cmdline,
		.cpus = count_cpus(files, machine),
	};

	*ret_given = given_memory(&machine->map, &request.needs_bounce);
	if (!request.page_size)
		request.page_size = machine->page_size;
	request.unpacked = contents->unknown[0]		? 0
			   : request.page_size == 65536 ? contents->unpacked_64k
			   : request.page_size == 16384 ? contents->unpacked_16k
							: contents->unpacked;
	if (check_is_unread(files, POSSIBLE_FILE))
		*ret = (struct memory_sum){ 0 };
	else
		memory_sum(&request, ret);
}
