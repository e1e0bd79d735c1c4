/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/fdt-address.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "common/range.h"
#include "kexec/base/diag.h"

#define DEPTH_MAX 64 /* of a node, the root has 0 */
#define CELLS_MAX 2  /* of a number of 64 bits; a PCI address has 3 and cannot be used */

/* The number of cells in an address and in a size on a bus. */
struct spelling {
	unsigned int address, size; /* cells */
};

static const char *name_of(const void *fdt, int node)
{
	const char *name = fdt_get_name(fdt, node, NULL);

	return name && *name ? name : "/";
}

static int spelling_of(const void *fdt, int bus, struct spelling *ret, struct diag *diag)
{
	int address = fdt_address_cells(fdt, bus), size = fdt_size_cells(fdt, bus);

	if (address < 1 || address > CELLS_MAX || size < 0 || size > CELLS_MAX)
		return diag_fail(diag, -EINVAL, "%.64s has #address-cells = %d and #size-cells = %d, expected at most %d",
				 name_of(fdt, bus), address, size, CELLS_MAX);
	*ret = (struct spelling){ (unsigned int)address, (unsigned int)size };
	return 0;
}

static uint64_t read_cells(const uint8_t **at, unsigned int cells)
{
	uint64_t value = 0;

	for (; cells; cells--, *at += 4)
		value = value << 32 | load_be32(*at);
	return value;
}

/* Translates *range from the bus to the bus above it. */
static int translate(const void *fdt, int bus, int above, struct range *range, struct diag *diag)
{
	struct spelling child, parent;
	const uint8_t *at;
	size_t left, entry;
	int length, r = spelling_of(fdt, bus, &child, diag);

	if (!r)
		r = spelling_of(fdt, above, &parent, diag);
	if (r < 0)
		return r;
	at = fdt_getprop(fdt, bus, "ranges", &length);
	if (at && !length)
		return 0;
	entry = 4 * (size_t)(child.address + parent.address + child.size);
	for (left = at ? (size_t)length : 0; left >= entry; left -= entry) {
		uint64_t from = read_cells(&at, child.address);
		uint64_t to = read_cells(&at, parent.address);
		uint64_t size = read_cells(&at, child.size), start, last;

		if (range->start < from || !span_fits(range->start - from, range->end - range->start, size))
			continue;
		if (!add_u64(to, range->start - from, &start) || !add_u64(start, range->end - range->start, &last))
			break;
		*range = (struct range){ start, last };
		return 0;
	}
	return diag_fail(diag, -ERANGE, "the bus %.64s does not pass on address 0x%" PRIx64, name_of(fdt, bus), range->start);
}

static int read_reg(const void *fdt, int node, int bus, struct range *ret, struct diag *diag)
{
	struct spelling spelling;
	uint64_t start, size, end;
	int length, r = spelling_of(fdt, bus, &spelling, diag);
	const uint8_t *reg;

	if (r < 0)
		return r;
	reg = fdt_getprop(fdt, node, "reg", &length);
	if (!reg)
		return diag_fail(diag, -ENOENT, "%.64s has no reg", name_of(fdt, node));
	if ((unsigned int)length < 4 * (spelling.address + spelling.size))
		return diag_fail(diag, -EINVAL, "reg of %.64s has %d bytes, expected %u or more", name_of(fdt, node), length,
				 4 * (spelling.address + spelling.size));
	start = read_cells(&reg, spelling.address);
	size = read_cells(&reg, spelling.size);
	if (!add_u64(start, size, &end))
		return diag_fail(diag, -EINVAL, "reg of %.64s, 0x%" PRIx64 " bytes at 0x%" PRIx64 ", ends beyond 64 bits",
				 name_of(fdt, node), size, start);
	*ret = (struct range){ start, end };
	return 0;
}

/* The offsets of the node and of those above it, the root's first. Returns the node's depth, or -1 if it is too deep. */
static int find_way(const void *fdt, int node, int ret[DEPTH_MAX + 1])
{
	int depth = 0;

	for (int at = 0; at >= 0 && depth >= 0; at = fdt_next_node(fdt, at, &depth)) {
		if (depth <= DEPTH_MAX)
			ret[depth] = at;
		if (at == node)
			return depth <= DEPTH_MAX ? depth : -1;
	}
	return -1;
}

int fdt_node_address(const void *fdt, int node, struct range *ret, struct diag *diag)
{
	int way[DEPTH_MAX + 1], depth = find_way(fdt, node, way), r;
	struct range range;

	if (depth < 0)
		return diag_fail(diag, -EINVAL, "%.64s is more than %d nodes deep", name_of(fdt, node), DEPTH_MAX);
	if (!depth)
		return diag_fail(diag, -EINVAL, "the root has no address");
	r = read_reg(fdt, node, way[depth - 1], &range, diag);
	for (int bus = depth - 1; bus > 0 && !r; bus--)
		r = translate(fdt, way[bus], way[bus - 1], &range, diag);
	if (r < 0)
		return r;
	*ret = range;
	return 0;
}

bool fdt_node_is_enabled(const void *fdt, int node)
{
	int length;
	const char *status = fdt_getprop(fdt, node, "status", &length);

	return !status || (length == 3 && !memcmp(status, "ok", 3)) || (length == 5 && !memcmp(status, "okay", 5));
}
