/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/dtb-memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include <libfdt.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/fdt-cells.h"
#include "kexec/machine/fdt-facts.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/parts/dtb-join.h"
#include "kexec/parts/dtb-reserved.h"
#include "kexec/parts/dtb-stale.h"

/* The two trees: from is the machine's own, without what an earlier load left; to has room for all of it. */
struct take {
	const void *from;
	void *to;
	struct fdt_cells cells; /* of to */
	struct diag *diag;
};

static int fail_libfdt(const struct take *take, int error, const char *doing)
{
	return diag_fail(take->diag, error == -FDT_ERR_NOSPACE ? -EFBIG : -EINVAL, "%s: %s", doing, fdt_strerror(error));
}

/*
 * The properties of /chosen by which a kernel finds UEFI and its memory map, which takes the place of nodes (Linux,
 * Documentation/arch/arm/uefi.rst). They are the machine's, as its memory is; without a value there they go.
 */
static int copy_uefi(const struct take *take)
{
	static const char *const names[] = {
		"linux,uefi-system-table",   "linux,uefi-mmap-start",	 "linux,uefi-mmap-size",
		"linux,uefi-mmap-desc-size", "linux,uefi-mmap-desc-ver", "linux,uefi-secure-boot",
	};
	int r = 0, from = fdt_chosen_node(take->from), to = fdt_chosen_node(take->to);

	if (to == -FDT_ERR_NOTFOUND)
		to = fdt_add_subnode(take->to, 0, "chosen");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !r; i++) {
		int length;
		const void *value = from < 0 ? NULL : fdt_getprop(take->from, from, names[i], &length);

		r = dtb_delete_property(take->to, to, names[i]);
		if (!r && value)
			r = fdt_setprop(take->to, to, names[i], value, length);
	}
	return r < 0 ? fail_libfdt(take, r, "writing the place of UEFI's memory map") : 0;
}

/* As one node in place of all. */
static int write_memory(const struct take *take, const struct ranges *memory)
{
	char name[32];
	void *reg;
	int node, r;

	snprintf(name, sizeof(name), "memory@%" PRIx64, memory->range[0].start);
	node = fdt_subnode_offset(take->to, 0, name);
	if (node >= 0)
		(void)fdt_nop_node(take->to, node); /* of that name, but no memory to a kernel */
	node = fdt_add_subnode(take->to, 0, name);
	r = node < 0 ? node : fdt_setprop_string(take->to, node, "device_type", "memory");
	if (!r)
		r = fdt_setprop_placeholder(take->to, node, "reg", (int)dtb_reg_size(take->cells, memory), &reg);
	return r < 0 ? fail_libfdt(take, r, "adding memory") : dtb_store_reg(reg, take->cells, memory, take->diag);
}

static int read_cells(struct join *join, struct diag *diag)
{
	if (fdt_read_root_cells(join->own.data, &join->own_cells) && fdt_read_root_cells(join->given.data, &join->given_cells))
		return 0;
	return diag_fail(diag, -EINVAL, "the roots of both devicetrees must have 1 or 2 #address-cells and #size-cells");
}

/* The own tree has been cleared. */
static int take_all(const struct join *join, struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob to = { 0 };
	CLEANUP(ranges_release) struct ranges memory = { 0 };
	struct take take = { .from = join->own.data, .cells = join->given_cells, .diag = diag };
	int r = dtb_memory(join->own.data, &memory, diag);
	bool by_uefi = r == -ENOENT;

	if (!r || by_uefi)
		r = dtb_join(join, &to, diag);
	if (r < 0)
		return r;
	take.to = to.data;
	r = copy_uefi(&take);
	if (!r && !by_uefi)
		r = write_memory(&take, &memory);
	if (r < 0)
		return r;
	(void)fdt_pack(to.data);
	to.size = fdt_totalsize(to.data);
	*ret = blob_take(&to);
	return 0;
}

static int join_trees(const struct devicetree *own, const struct devicetree *given, struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob cleared = { 0 };
	struct join join = { .given = blob_view(&given->tree) };
	int r;

	if (!own->tree.size)
		return diag_fail(diag, -ENODATA, "the machine has no devicetree of its own to take the memory from");
	if (given->tree.size > DTB_SIZE_MAX || own->tree.size > DTB_SIZE_MAX)
		return diag_fail(diag, -EFBIG, "a devicetree of more than %zu bytes", DTB_SIZE_MAX);
	if (dtb_copy_cleared(own, &cleared) < 0)
		return diag_oom(diag);
	join.own = blob_view(&cleared);
	r = read_cells(&join, diag);
	return r < 0 ? r : take_all(&join, ret, diag);
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
