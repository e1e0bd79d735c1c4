/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/dtb.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/fdt-cells.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/parts/dtb-stale.h"

/* The additions of dtb_build(), with the most bytes of each. The command line and the usable ranges are extra. */
static const struct {
	const char *name;
	size_t size;
} additions[] = {
	{ NAME_BOOTARGS, 0 },
	{ NAME_BOOTED, 0 },
	{ NAME_ELFCOREHDR, 16 },
	{ NAME_INITRD_START, 8 },
	{ NAME_INITRD_END, 8 },
	{ NAME_KASLR_SEED, 8 },
	{ NAME_RNG_SEED, BOOT_RNG_SEED_SIZE },
	{ NAME_USABLE, 0 },
	{ NAME_ADDRESS_CELLS, 4 },
	{ NAME_SIZE_CELLS, 4 },
};

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define USABLE_SIZE 16 /* one range in 2 + 2 cells */

static const struct fdt_cells wide_cells = { .address = 2, .size = 2 };

static int fail_libfdt(struct diag *diag, int error, const char *doing)
{
	return diag_fail(diag, error == -FDT_ERR_NOSPACE ? -EFBIG : -EINVAL, "devicetree: %s: %s", doing, fdt_strerror(error));
}

/* The most bytes that dtb_build() adds to the source. The arguments are at most DTB_SIZE_MAX. */
static size_t room_for(size_t cmdline_length, size_t usable_count)
{
	size_t room = 2 * sizeof(struct fdt_reserve_entry) + 3 * 4 + sizeof("chosen");

	for (size_t i = 0; i < ARRAY_SIZE(additions); i++)
		room += sizeof(struct fdt_property) + additions[i].size + strlen(additions[i].name) + 1;
	return room + cmdline_length + 1 + 3 + usable_count * USABLE_SIZE;
}

static int check_size(size_t size, struct diag *diag)
{
	if (size <= DTB_SIZE_MAX)
		return 0;
	diag_fail(diag, -EFBIG, "the devicetree would take %zu bytes, at most %zu are allowed", size, DTB_SIZE_MAX);
	diag_hint(diag, "Give a smaller devicetree with --dtb.");
	return -EFBIG;
}

static bool has_cmdline(const struct dtb_request *request)
{
	return request->cmdline && request->cmdline[0];
}

static int check_lengths(size_t cmdline_length, size_t usable_count, struct diag *diag)
{
	if (cmdline_length > DTB_SIZE_MAX || usable_count > DTB_SIZE_MAX / USABLE_SIZE)
		return diag_fail(
			diag, -EFBIG,
			"a command line of %zu bytes and %zu memory ranges do not fit a devicetree of at most %zu bytes",
			cmdline_length, usable_count, DTB_SIZE_MAX);
	return 0;
}

int dtb_size_bound(const struct devicetree *source, size_t cmdline_length, size_t usable_count, size_t *ret, struct diag *diag)
{
	size_t bound;
	int r = check_lengths(cmdline_length, usable_count, diag);

	if (r < 0)
		return r;
	bound = source->tree.size + room_for(cmdline_length, usable_count);
	r = check_size(bound, diag);
	if (r < 0)
		return r;
	*ret = bound;
	return 0;
}

/* Copies the source, with room for everything that dtb_build() adds. */
static int copy_source(const struct dtb_request *request, struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob tree = { 0 };
	size_t size;
	int r = dtb_size_bound(request->source, has_cmdline(request) ? strlen(request->cmdline) : 0, request->usable_count,
			       &size, diag);

	if (r < 0)
		return r;
	if (blob_alloc(size, &tree) < 0)
		return diag_oom(diag);
	r = fdt_open_into(request->source->tree.data, tree.data, (int)size);
	if (r < 0)
		return fail_libfdt(diag, r, "copying");
	*ret = blob_take(&tree);
	return 0;
}

static int delete_stale(void *fdt, const struct dtb_request *request, struct diag *diag)
{
	int chosen = fdt_chosen_node(fdt);
	int r = dtb_delete_own_reservation(fdt, request->source->source_size);

	if (!r && chosen >= 0)
		r = dtb_delete_stale(fdt, chosen);
	if (!r && chosen >= 0 && (has_cmdline(request) || !request->keep_bootargs))
		r = dtb_delete_property(fdt, chosen, NAME_BOOTARGS);
	if (!r && chosen < 0 && chosen != -FDT_ERR_NOTFOUND)
		r = chosen;
	return r < 0 ? fail_libfdt(diag, r, "removing leftovers of an earlier load") : 0;
}

static bool has_property(const void *fdt, int node, const char *name)
{
	return fdt_getprop(fdt, node, name, NULL) != NULL;
}

/*
 * True if a node has addresses in the root's cells. The root's children have, and in Linux also the nodes below them, down to
 * one with cells of its own (drivers/of/base.c: of_bus_n_addr_cells() climbs).
 */
static bool root_cells_used(const void *fdt)
{
	int depth = 0, shield = INT_MAX;

	for (int node = fdt_next_node(fdt, 0, &depth); node >= 0 && depth > 0; node = fdt_next_node(fdt, node, &depth)) {
		if (depth > shield)
			continue;
		shield = INT_MAX;
		if (has_property(fdt, node, "reg") || has_property(fdt, node, "ranges") ||
		    has_property(fdt, node, "dma-ranges"))
			return true;
		if (has_property(fdt, node, NAME_ADDRESS_CELLS) && has_property(fdt, node, NAME_SIZE_CELLS))
			shield = depth;
	}
	return false;
}

static bool range_fits(struct range r, struct fdt_cells cells)
{
	return (cells.address == 2 || r.end - 1 <= UINT32_MAX) && (cells.size == 2 || range_size(r) <= UINT32_MAX);
}

/* The first range that the cells cannot express; empty if all fit. */
static struct range first_misfit(const struct dtb_request *request, struct fdt_cells cells)
{
	if (!range_is_empty(request->elfcorehdr) && !range_fits(request->elfcorehdr, cells))
		return request->elfcorehdr;
	for (size_t i = 0; i < request->usable_count; i++)
		if (!range_fits(request->usable[i], cells))
			return request->usable[i];
	return (struct range){ 0 };
}

static int fail_cells(struct diag *diag, struct range misfit, struct fdt_cells cells)
{
	diag_fail(diag, -ERANGE,
		  "0x%" PRIx64 "-0x%" PRIx64
		  " does not fit the devicetree's root, which has #address-cells = %u and #size-cells = %u",
		  misfit.start, misfit.end - 1, cells.address, cells.size);
	diag_hint(diag, "Its nodes use these cells, so they cannot be widened. Reserve crash memory below 4 GiB (crashkernel= "
			"without ,high), "
			"or give a devicetree with 2 and 2 cells (--dtb).");
	return -ERANGE;
}

static int widen_cells(void *fdt, struct diag *diag)
{
	int r = dtb_delete_property(fdt, 0, NAME_ADDRESS_CELLS);

	if (!r)
		r = dtb_delete_property(fdt, 0, NAME_SIZE_CELLS);
	if (!r)
		r = fdt_setprop_u32(fdt, 0, NAME_ADDRESS_CELLS, wide_cells.address);
	if (!r)
		r = fdt_setprop_u32(fdt, 0, NAME_SIZE_CELLS, wide_cells.size);
	return r < 0 ? fail_libfdt(diag, r, "setting the root's cells") : 0;
}

static int fail_cell_counts(struct fdt_cells cells, struct diag *diag)
{
	return diag_fail(diag, -EINVAL,
			 "the devicetree's root has #address-cells = %u and #size-cells = %u, expected 1 or 2 of each",
			 cells.address, cells.size);
}

/*
 * Chooses the cells for a crash load's ranges. A tree without cells, as UEFI boot stubs make it, gets 2 and 2. So does a tree
 * with cells that are too narrow, unless nodes use them.
 */
static int settle_cells(void *fdt, const struct dtb_request *request, struct fdt_cells *ret, struct diag *diag)
{
	struct fdt_cells cells = { 0 };
	struct range misfit;
	bool used;
	int r;

	if (!fdt_read_root_cells(fdt, &cells))
		return fail_cell_counts(cells, diag);
	used = root_cells_used(fdt);
	misfit = first_misfit(request, cells);
	if (used && !range_is_empty(misfit))
		return fail_cells(diag, misfit, cells);
	if (range_is_empty(misfit) && (used || !cells.absent)) {
		*ret = cells;
		return 0;
	}
	r = widen_cells(fdt, diag);
	if (r < 0)
		return r;
	*ret = wide_cells;
	return 0;
}

static int set_ranges(void *fdt, int chosen, const char *name, const struct range *ranges, size_t count, struct fdt_cells cells)
{
	void *value;
	uint8_t *p;
	int r;

	r = fdt_setprop_placeholder(fdt, chosen, name, (int)(count * 4 * (cells.address + cells.size)), &value);
	if (r < 0)
		return r;
	p = value;
	for (size_t i = 0; i < count; i++) {
		p = fdt_store_cells(p, cells.address, ranges[i].start);
		p = fdt_store_cells(p, cells.size, range_size(ranges[i]));
	}
	return 0;
}

static int set_initrd(void *fdt, int chosen, struct range initrd)
{
	int r;

	if (range_is_empty(initrd))
		return 0;
	r = fdt_setprop_u64(fdt, chosen, NAME_INITRD_START, initrd.start);
	if (!r)
		r = fdt_setprop_u64(fdt, chosen, NAME_INITRD_END, initrd.end);
	if (!r)
		r = fdt_add_mem_rsv(fdt, initrd.start, range_size(initrd));
	return r;
}

static int set_crash(void *fdt, int chosen, const struct dtb_request *request, struct fdt_cells cells)
{
	int r = 0;

	if (!range_is_empty(request->elfcorehdr)) {
		r = set_ranges(fdt, chosen, NAME_ELFCOREHDR, &request->elfcorehdr, 1, cells);
		if (!r)
			r = fdt_add_mem_rsv(fdt, request->elfcorehdr.start, range_size(request->elfcorehdr));
	}
	if (!r && request->usable_count)
		r = set_ranges(fdt, chosen, NAME_USABLE, request->usable, request->usable_count, cells);
	return r;
}

static int set_seeds(void *fdt, int chosen, const struct dtb_request *request)
{
	int r;

	if (!request->have_seeds)
		return 0;
	r = fdt_setprop_u64(fdt, chosen, NAME_KASLR_SEED, request->kaslr_seed);
	if (!r)
		r = fdt_setprop(fdt, chosen, NAME_RNG_SEED, request->rng_seed, BOOT_RNG_SEED_SIZE);
	return r;
}

static int set_chosen(void *fdt, const struct dtb_request *request, struct fdt_cells cells, struct diag *diag)
{
	int r = 0, chosen = fdt_chosen_node(fdt);

	if (chosen == -FDT_ERR_NOTFOUND)
		chosen = fdt_add_subnode(fdt, 0, "chosen");
	if (chosen < 0)
		return fail_libfdt(diag, chosen, "adding /chosen");
	if (has_cmdline(request))
		r = fdt_setprop_string(fdt, chosen, NAME_BOOTARGS, request->cmdline);
	if (!r)
		r = set_initrd(fdt, chosen, request->initrd);
	if (!r)
		r = set_crash(fdt, chosen, request, cells);
	if (!r)
		r = set_seeds(fdt, chosen, request);
	if (!r)
		r = fdt_setprop_empty(fdt, chosen, NAME_BOOTED);
	return r < 0 ? fail_libfdt(diag, r, "writing /chosen") : 0;
}

static int pack(struct blob *tree, struct diag *diag)
{
	int r = fdt_pack(tree->data);
	size_t size;

	if (r < 0)
		return fail_libfdt(diag, r, "packing");
	size = fdt_totalsize(tree->data);
	r = check_size(size, diag);
	if (r < 0)
		return r;
	tree->size = size;
	return 0;
}

int dtb_build(const struct dtb_request *request, struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob tree = { 0 };
	struct fdt_cells cells = wide_cells;
	int r;

	r = copy_source(request, &tree, diag);
	if (r < 0)
		return r;
	r = delete_stale(tree.data, request, diag);
	if (r < 0)
		return r;
	if (!range_is_empty(request->elfcorehdr) || request->usable_count) {
		r = settle_cells(tree.data, request, &cells, diag);
		if (r < 0)
			return r;
	}
	r = set_chosen(tree.data, request, cells, diag);
	if (r < 0)
		return r;
	r = pack(&tree, diag);
	if (r < 0)
		return r;
	*ret = blob_take(&tree);
	return 0;
}
