/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/clash.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/collect.h"
#include "kexec/host/state-file.h"
#include "kexec/machine/memmap.h"

static bool meets_crash_region(const struct state *state, const struct memmap *map)
{
	for (size_t i = 0; i < map->count; i++)
		for (size_t n = 0; n < state->part_count && map->area[i].type == MEM_CRASH; n++)
			if (range_overlaps(map->area[i].range, state->part[n].memory))
				return true;
	return false;
}

int host_is_in_crash_region(const struct host *host, bool *ret, struct diag *diag)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	CLEANUP(slot_release) struct slot slot = { 0 };
	int r = host_slot(host, false, &slot, diag);

	if (!r && slot.known)
		r = host_read_map(host, &map, diag);
	if (r < 0)
		return r;
	*ret = slot.known && meets_crash_region(&slot.state, &map);
	return 0;
}

int host_check_clash(const struct host *host, struct diag *diag)
{
	bool is_inside, is_armed;
	int r = host_is_in_crash_region(host, &is_inside, diag);

	if (r < 0 || !is_inside)
		return r;
	r = host_is_loaded(host, true, &is_armed, diag);
	if (r < 0 || !is_armed)
		return r;
	diag_fail(diag, -EBUSY,
		  "the loaded kernel lies in the crash region, and a capture kernel has been loaded there since: the machine "
		  "would hang");
	diag_hint(diag, "Load the kernel again, with --reuse-crash-region if it is to go there in spite of kdump.");
	return -EBUSY;
}
