/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/loaded/loaded-view.h"

#include <errno.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/memmap.h"

int loaded_check(const struct loaded *loaded, const struct loaded_view *view, const char *boot_id, struct diag *diag)
{
	if (!boot_id[0])
		return diag_fail(diag, -ESTALE, "the name of this boot cannot be read: its record may be from another one");
	if (strcmp(boot_id, loaded->boot_id) != 0)
		return diag_fail(diag, -ESTALE, "its record is from another boot");
	if (loaded->crash != view->crash)
		return diag_fail(diag, -EINVAL, "its record is of a %s kernel", loaded->crash ? "crash" : "normal");
	if (view->have_copy_size && loaded->have_copy_size && view->copy_size != loaded->copy_size)
		return diag_fail(diag, -ESTALE, "another program has loaded it since: its size differs from the record");
	return 0;
}

int loaded_memory(const struct memmap *map, bool crash, struct ranges *ret)
{
	CLEANUP(ranges_release) struct ranges ranges = { 0 };

	for (size_t i = 0; i < map->count; i++) {
		if (map->area[i].type == MEM_CRASH_LOW || (map->area[i].type == MEM_DRIVER && !crash))
			continue;
		if (ranges_append_joined(&ranges, map->area[i].range) < 0)
			return -ENOMEM;
	}
	*ret = ranges_take(&ranges);
	return 0;
}

bool loaded_lost_part(const struct loaded *loaded, const struct ranges *has)
{
	struct range first;

	for (size_t i = 0; i < loaded->part_count; i++) {
		const struct loaded_part *part = &loaded->part[i];
		struct range place[2] = { part->memory, { part->home, part->home + range_size(part->memory) } };

		for (size_t at = 0; at < 2; at++)
			if (ranges_missing(&(struct ranges){ &place[at], 1 }, has, &first))
				return true;
	}
	return false;
}

int loaded_compare(struct loaded_view *view, const struct memmap *map)
{
	CLEANUP(ranges_release) struct ranges now = { 0 };

	if (loaded_memory(map, view->crash, &now) < 0)
		return -ENOMEM;
	view->have_memory = true;
	view->gone.bytes = ranges_missing(&view->loaded.memory, &now, &view->gone.first);
	view->added.bytes = ranges_missing(&now, &view->loaded.memory, &view->added.first);
	view->lost_part = loaded_lost_part(&view->loaded, &now);
	return 0;
}

bool loaded_is_same(const struct loaded_view *view, const uint8_t request[SHA256_SIZE])
{
	return view->is_known && !view->gone.bytes && !view->added.bytes &&
	       memcmp(view->loaded.request, request, SHA256_SIZE) == 0;
}

bool loaded_is_in_crash_region(const struct loaded_view *view, const struct memmap *map)
{
	if (!view->is_known)
		return false;
	for (size_t i = 0; i < map->count; i++)
		for (size_t n = 0; n < view->loaded.part_count && map->area[i].type == MEM_CRASH; n++)
			if (range_overlaps(map->area[i].range, view->loaded.part[n].memory))
				return true;
	return false;
}

void loaded_view_release(struct loaded_view *view)
{
	loaded_release(&view->loaded);
	*view = (struct loaded_view){ 0 };
}
