/* SPDX-License-Identifier: GPL-2.0-only */
/* A /proc/iomem, whatever it says. */
#include <errno.h>
#include <stdlib.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/iomem.h"
#include "kexec/machine/memmap.h"
#include "kexec/machine/ramoops-find.h"
#include "kexec/machine/ramoops-iomem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_areas(const struct memmap *map)
{
	for (size_t i = 0; i < map->count; i++) {
		if (range_is_empty(map->area[i].range))
			abort();
		if (i && map->area[i].range.start < map->area[i - 1].range.end)
			abort();
	}
}

/* Every byte of the map is selected once, by its type. */
static void check_selections(const struct memmap *map)
{
	uint64_t whole = 0, selected = 0;

	for (size_t i = 0; i < map->count; i++)
		whole += range_size(map->area[i].range);
	for (int type = MEM_RAM; type <= MEM_UNKNOWN; type++) {
		CLEANUP(ranges_release) struct ranges ranges = { 0 };

		if (memmap_select(map, (enum mem_type)type, &ranges) < 0)
			abort();
		for (size_t i = 0; i < ranges.count; i++)
			selected += range_size(ranges.range[i]);
	}
	if (whole != selected)
		abort();
}

/* A zone of ramoops stays inside its region. */
static void check_ramoops(struct view text)
{
	struct ramoops_place place = { { 0x40000000, 0x80000000 }, { 0x50000000, 0x1000, HANDOFF_RAMOOPS_CONSOLE } };
	struct diag diag = { 0 };
	int r = ramoops_compare(text, &place, &diag);

	if (r ? !diag.message[0] : place.zone.base < place.region.start || place.zone.base + place.zone.size > place.region.end)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	struct diag diag = { 0 };
	int r = iomem_parse((struct view){ .data = data, .size = size }, &map, &diag);

	if (r != 0 && ((r != -EINVAL && r != -EACCES) || !diag.message[0] || map.area))
		abort();
	check_areas(&map);
	check_selections(&map);
	check_ramoops((struct view){ .data = data, .size = size });
	return 0;
}
