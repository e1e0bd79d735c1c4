/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/fdt-reserved.h"

#include <libfdt.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/fdt-address.h"
#include "kexec/machine/fdt-structure.h"

static int add_entries(const void *fdt, struct ranges *ranges)
{
	int count = fdt_num_mem_rsv(fdt), r = 0;

	for (int i = 0; i < count && !r; i++) {
		uint64_t start, size;

		if (!fdt_get_mem_rsv(fdt, i, &start, &size))
			r = ranges_append(ranges,
					  (struct range){ start, start > UINT64_MAX - size ? UINT64_MAX : start + size });
	}
	return r;
}

static bool property_is(const void *fdt, int node, const char *name, uint32_t expected)
{
	int length;
	const uint8_t *value = fdt_getprop(fdt, node, name, &length);

	return value && length == 4 && fdt_load_cells(value, 1) == expected;
}

bool fdt_reserved_is_understood(const void *fdt, int parent, struct fdt_cells cells)
{
	return property_is(fdt, parent, "#address-cells", cells.address) &&
	       property_is(fdt, parent, "#size-cells", cells.size) && fdt_getprop(fdt, parent, "ranges", NULL);
}

static int add_node(const void *fdt, int node, struct fdt_cells cells, struct ranges *ranges)
{
	int length;
	const uint8_t *reg = fdt_getprop(fdt, node, "reg", &length);

	return fdt_load_ranges(reg, length, cells, ranges);
}

static int add_nodes(const void *fdt, struct ranges *ranges)
{
	struct fdt_cells cells;
	int node, r = 0, parent = fdt_root_child(fdt, "reserved-memory");

	if (parent < 0 || !fdt_read_root_cells(fdt, &cells) || !fdt_reserved_is_understood(fdt, parent, cells))
		return 0;
	for (node = fdt_first_subnode(fdt, parent); node >= 0 && !r; node = fdt_next_subnode(fdt, node))
		if (fdt_node_is_enabled(fdt, node))
			r = add_node(fdt, node, cells, ranges);
	return r;
}

int fdt_reserved(const void *fdt, struct ranges *ret)
{
	CLEANUP(ranges_release) struct ranges ranges = { 0 };
	int r = add_entries(fdt, &ranges);

	if (!r)
		r = add_nodes(fdt, &ranges);
	if (r < 0)
		return r;
	ranges_merge(&ranges);
	*ret = ranges_take(&ranges);
	return 0;
}
