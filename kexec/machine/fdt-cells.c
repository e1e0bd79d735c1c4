/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/fdt-cells.h"

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/fdt-structure.h"

int fdt_chosen_node(const void *fdt)
{
	return fdt_root_child(fdt, "chosen");
}

/* Reads a property of the root, 1 if it is absent. Returns false if it is not one cell. */
static bool read_cell(const void *fdt, const char *name, uint32_t *ret, bool *ret_absent)
{
	int length;
	const void *value = fdt_getprop(fdt, 0, name, &length);

	*ret_absent = !value;
	*ret = 1;
	if (value && length == 4)
		*ret = load_be32(value);
	return !value || length == 4;
}

bool fdt_read_root_cells(const void *fdt, struct fdt_cells *ret)
{
	bool no_address, no_size, good;

	good = read_cell(fdt, "#address-cells", &ret->address, &no_address);
	good = read_cell(fdt, "#size-cells", &ret->size, &no_size) && good;
	ret->absent = no_address && no_size;
	return good && ret->address - 1 < 2 && ret->size - 1 < 2;
}

uint64_t fdt_load_cells(const uint8_t *p, uint32_t cells)
{
	return cells == 2 ? load_be64(p) : load_be32(p);
}

uint8_t *fdt_store_cells(uint8_t *p, uint32_t cells, uint64_t value)
{
	if (cells == 2)
		store_be64(p, value);
	else
		store_be32(p, (uint32_t)value);
	return p + 4 * cells;
}

int fdt_load_ranges(const uint8_t *value, int length, struct fdt_cells cells, struct ranges *ret)
{
	const size_t entry = 4 * (size_t)(cells.address + cells.size);
	int r = 0;

	for (size_t left = value ? (size_t)length : 0; left >= entry && !r; left -= entry, value += entry) {
		uint64_t start = fdt_load_cells(value, cells.address),
			 size = fdt_load_cells(value + 4 * cells.address, cells.size);

		r = ranges_append(ret, (struct range){ start, start > UINT64_MAX - size ? UINT64_MAX : start + size });
	}
	return r;
}
