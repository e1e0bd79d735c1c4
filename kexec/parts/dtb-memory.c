/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/dtb-memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/fdt-address.h"
#include "kexec/machine/fdt-cells.h"
#include "kexec/machine/fdt-facts.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/fdt-structure.h"
#include "kexec/parts/dtb-reserved.h"
#include "kexec/parts/dtb-stale.h"

/* Adding one takes time proportional to the size of the tree. */
#define RESERVATIONS_MAX 512
#define MEMORY_MAX 4096

#define RESERVED_MEMORY "reserved-memory"

/* The two trees: from is the machine's own, without what an earlier load left; to has room for all of it. */
struct join {
	const void *from;
	struct fdt_cells from_cells;
	void *to;
	struct fdt_cells to_cells;
	struct diag *diag;
};

static int fail_libfdt(const struct join *join, int error, const char *doing)
{
	return diag_fail(join->diag, error == -FDT_ERR_NOSPACE ? -EFBIG : -EINVAL, "%s: %s", doing, fdt_strerror(error));
}

static int fail_many(const struct join *join, const char *what, int most)
{
	return diag_fail(join->diag, -EFBIG, "the machine's own has more than %d %s", most, what);
}

/* ---- numbers in the cells of the given tree ---- */

static bool fits(uint64_t value, uint32_t cells)
{
	return cells == 2 || value <= UINT32_MAX;
}

static int store_range(const struct join *join, uint8_t **at, uint64_t start, uint64_t size)
{
	if (!fits(start, join->to_cells.address) || !fits(size, join->to_cells.size)) {
		diag_fail(join->diag, -ERANGE,
			  "0x%" PRIx64 " bytes at 0x%" PRIx64
			  " do not fit its root, which has #address-cells = %u and #size-cells = %u",
			  size, start, join->to_cells.address, join->to_cells.size);
		return -ERANGE;
	}
	*at = fdt_store_cells(*at, join->to_cells.address, start);
	*at = fdt_store_cells(*at, join->to_cells.size, size);
	return 0;
}

static size_t entry_size(struct fdt_cells cells)
{
	return 4 * (size_t)(cells.address + cells.size);
}

static int set_reg(const struct join *join, int node, const struct ranges *ranges)
{
	void *value;
	uint8_t *at;
	int r = fdt_setprop_placeholder(join->to, node, "reg", (int)(ranges->count * entry_size(join->to_cells)), &value);

	if (r < 0)
		return fail_libfdt(join, r, "writing reg");
	at = value;
	for (size_t i = 0; i < ranges->count && !r; i++)
		r = store_range(join, &at, ranges->range[i].start, range_size(ranges->range[i]));
	return r;
}

/* ---- memory ---- */

static bool is_memory(const void *fdt, int node)
{
	int length;
	const char *type = fdt_getprop(fdt, node, "device_type", &length);

	return type && length == sizeof("memory") && !memcmp(type, "memory", sizeof("memory"));
}

/* No node moves when another one is blanked out; children are blanked before their parents. */
static int blank_memory(const struct join *join)
{
	AUTO_FREE int *found = NULL;
	size_t count = 0;
	int r = 0;

	for (int node = fdt_next_node(join->to, -1, NULL); node >= 0; node = fdt_next_node(join->to, node, NULL))
		count += is_memory(join->to, node);
	found = calloc(count + 1, sizeof(*found));
	if (!found)
		return diag_oom(join->diag);
	count = 0;
	for (int node = fdt_next_node(join->to, -1, NULL); node >= 0; node = fdt_next_node(join->to, node, NULL))
		if (is_memory(join->to, node))
			found[count++] = node;
	while (count && !r)
		r = fdt_nop_node(join->to, found[--count]);
	return r < 0 ? fail_libfdt(join, r, "removing its memory") : 0;
}

/*
 * The properties of /chosen by which a kernel finds UEFI and its memory map, which takes the place of nodes (Linux,
 * Documentation/arch/arm/uefi.rst). They are the machine's, as its memory is; without a value there they go.
 */
static int copy_uefi(const struct join *join)
{
	static const char *const names[] = {
		"linux,uefi-system-table",   "linux,uefi-mmap-start",	 "linux,uefi-mmap-size",
		"linux,uefi-mmap-desc-size", "linux,uefi-mmap-desc-ver", "linux,uefi-secure-boot",
	};
	int r = 0, from = fdt_chosen_node(join->from), to = fdt_chosen_node(join->to);

	if (to == -FDT_ERR_NOTFOUND)
		to = fdt_add_subnode(join->to, 0, "chosen");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !r; i++) {
		int length;
		const void *value = from < 0 ? NULL : fdt_getprop(join->from, from, names[i], &length);

		r = dtb_delete_property(join->to, to, names[i]);
		if (!r && value)
			r = fdt_setprop(join->to, to, names[i], value, length);
	}
	return r < 0 ? fail_libfdt(join, r, "writing the place of UEFI's memory map") : 0;
}

static int write_memory(const struct join *join, const struct ranges *memory)
{
	char name[32];
	int node, r;

	if (memory->count > MEMORY_MAX)
		return fail_many(join, "pieces of memory", MEMORY_MAX);
	snprintf(name, sizeof(name), "memory@%" PRIx64, memory->range[0].start);
	node = fdt_subnode_offset(join->to, 0, name);
	if (node >= 0)
		(void)fdt_nop_node(join->to, node); /* of that name, but no memory to a kernel */
	node = fdt_add_subnode(join->to, 0, name);
	if (node < 0)
		return fail_libfdt(join, node, "adding memory");
	r = fdt_setprop_string(join->to, node, "device_type", "memory");
	return r < 0 ? fail_libfdt(join, r, "adding memory") : set_reg(join, node, memory);
}

static int replace_memory(const struct join *join)
{
	CLEANUP(ranges_release) struct ranges memory = { 0 };
	int r = dtb_memory(join->from, &memory, join->diag);
	bool by_uefi = r == -ENOENT;

	if (r < 0 && !by_uefi)
		return r;
	r = blank_memory(join);
	if (!r)
		r = copy_uefi(join);
	return r < 0 || by_uefi ? r : write_memory(join, &memory);
}

/* ---- reservations ---- */

static int copy_entries(const struct join *join)
{
	int r = 0, count = fdt_num_mem_rsv(join->from);

	if (count > RESERVATIONS_MAX)
		return fail_many(join, "entries of /memreserve/", RESERVATIONS_MAX);
	for (int i = 0; i < count && !r; i++) {
		uint64_t start, size;

		r = fdt_get_mem_rsv(join->from, i, &start, &size);
		if (!r)
			r = fdt_add_mem_rsv(join->to, start, size);
	}
	return r < 0 ? fail_libfdt(join, r, "adding /memreserve/") : 0;
}

static bool has_cells(const void *fdt, int node, const char *name, uint32_t expected)
{
	int length;
	const uint8_t *value = fdt_getprop(fdt, node, name, &length);

	return value && length == 4 && fdt_load_cells(value, 1) == expected;
}

static bool is_understood(const void *fdt, int node, struct fdt_cells cells)
{
	return has_cells(fdt, node, "#address-cells", cells.address) && has_cells(fdt, node, "#size-cells", cells.size) &&
	       fdt_getprop(fdt, node, "ranges", NULL);
}

/* Finds or makes /reserved-memory in the given tree. */
static int reserved_memory(const struct join *join)
{
	int r, node = fdt_root_child(join->to, RESERVED_MEMORY);

	if (node >= 0)
		return is_understood(join->to, node, join->to_cells)
			       ? node
			       : diag_fail(join->diag, -EINVAL,
					   "its /reserved-memory has other cells than its root, or no ranges");
	node = fdt_add_subnode(join->to, 0, RESERVED_MEMORY);
	if (node < 0)
		return fail_libfdt(join, node, "adding /reserved-memory");
	r = fdt_setprop_u32(join->to, node, "#address-cells", join->to_cells.address);
	if (!r)
		r = fdt_setprop_u32(join->to, node, "#size-cells", join->to_cells.size);
	if (!r)
		r = fdt_setprop_empty(join->to, node, "ranges");
	return r < 0 ? fail_libfdt(join, r, "adding /reserved-memory") : node;
}

/* All but what other nodes of the tree refer to, and reg, which may be spelled in other cells. */
static int copy_properties(const struct join *join, int from, int to)
{
	static const char *const left_out[] = { "phandle", "linux,phandle", "reg" };
	int property, r = 0;

	fdt_for_each_property_offset(property, join->from, from)
	{
		const char *name;
		int length;
		const void *value = fdt_getprop_by_offset(join->from, property, &name, &length);
		bool copy = value != NULL;

		for (size_t i = 0; copy && i < sizeof(left_out) / sizeof(left_out[0]); i++)
			copy = strcmp(name, left_out[i]) != 0;
		if (copy && !r)
			r = fdt_setprop(join->to, to, name, value, length);
	}
	return r < 0 ? fail_libfdt(join, r, "copying a reservation") : 0;
}

/* The reg as it is, not merged: the driver of the node may count its pieces. */
static int read_reg(const struct join *join, int node, struct ranges *ret)
{
	const size_t entry = entry_size(join->from_cells);
	int length;
	const uint8_t *reg = fdt_getprop(join->from, node, "reg", &length);

	for (size_t left = reg ? (size_t)length : 0; left >= entry; left -= entry, reg += entry) {
		uint64_t start = fdt_load_cells(reg, join->from_cells.address);
		uint64_t size = fdt_load_cells(reg + 4 * join->from_cells.address, join->from_cells.size);

		if (size > UINT64_MAX - start)
			size = UINT64_MAX - start;
		if (ranges_append(ret, (struct range){ start, start + size }) < 0)
			return diag_oom(join->diag);
	}
	return 0;
}

static int copy_node(const struct join *join, int from, const struct ranges *reg)
{
	const char *name = fdt_get_name(join->from, from, NULL);
	int parent = reserved_memory(join), to, r;

	if (parent < 0)
		return parent;
	to = fdt_subnode_offset(join->to, parent, name);
	if (to < 0)
		to = fdt_add_subnode(join->to, parent, name);
	if (to < 0)
		return fail_libfdt(join, to, "adding a reservation");
	r = copy_properties(join, from, to);
	return r ? r : set_reg(join, to, reg);
}

static int copy_nodes(const struct join *join)
{
	int node, r = 0, count = 0, parent = fdt_root_child(join->from, RESERVED_MEMORY);

	if (parent < 0 || !is_understood(join->from, parent, join->from_cells))
		return 0;
	for (node = fdt_first_subnode(join->from, parent); node >= 0 && !r; node = fdt_next_subnode(join->from, node)) {
		CLEANUP(ranges_release) struct ranges reg = { 0 };

		if (!fdt_node_is_enabled(join->from, node))
			continue;
		r = read_reg(join, node, &reg);
		if (r || !reg.count)
			continue;
		r = ++count > RESERVATIONS_MAX ? fail_many(join, "nodes of /reserved-memory", RESERVATIONS_MAX)
					       : copy_node(join, node, &reg);
	}
	return r;
}

/* ---- both ---- */

static int read_cells(struct join *join)
{
	if (fdt_read_root_cells(join->from, &join->from_cells) && fdt_read_root_cells(join->to, &join->to_cells))
		return 0;
	return diag_fail(join->diag, -EINVAL, "the roots of both devicetrees must have 1 or 2 #address-cells and #size-cells");
}

/* Everything may be spelled in twice as many cells. The own tree is at most as large as libfdt can count. */
static int make_room(const struct devicetree *given, size_t more, struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob tree = { 0 };
	size_t size = given->tree.size + 2 * more + 1024;

	if (given->tree.size > DTB_SIZE_MAX || more > DTB_SIZE_MAX)
		return diag_fail(diag, -EFBIG, "a devicetree of more than %zu bytes", DTB_SIZE_MAX);
	if (blob_alloc(size, &tree) < 0)
		return diag_oom(diag);
	if (fdt_open_into(given->tree.data, tree.data, (int)size) < 0)
		return diag_fail(diag, -EINVAL, "it cannot be changed");
	*ret = blob_take(&tree);
	return 0;
}

static int join_trees(const struct devicetree *own, const struct devicetree *given, struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob from = { 0 }, to = { 0 };
	struct join join = { .diag = diag };
	int r;

	if (!own->tree.size)
		return diag_fail(diag, -ENODATA, "the machine has no devicetree of its own to take the memory from");
	if (dtb_copy_cleared(own, &from) < 0)
		return diag_oom(diag);
	r = make_room(given, from.size, &to, diag);
	if (r < 0)
		return r;
	join.from = from.data;
	join.to = to.data;
	r = read_cells(&join);
	if (!r)
		r = replace_memory(&join);
	if (!r)
		r = copy_entries(&join);
	if (!r)
		r = copy_nodes(&join);
	if (r < 0)
		return r;
	(void)fdt_pack(to.data);
	to.size = fdt_totalsize(to.data);
	*ret = blob_take(&to);
	return 0;
}

int dtb_take_memory(const struct devicetree *own, struct devicetree *given, struct diag *diag)
{
	CLEANUP(blob_release) struct blob joined = { 0 };
	CLEANUP(devicetree_release) struct devicetree opened = { 0 };
	int r = join_trees(own, given, &joined, diag);

	if (!r)
		r = devicetree_open(blob_view(&joined), given->source, &opened, diag);
	if (r < 0)
		return r;
	opened.source_size = given->source_size;
	devicetree_release(given);
	*given = opened;
	opened = (struct devicetree){ 0 };
	return 0;
}
