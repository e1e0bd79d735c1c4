/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/fdt-overlay.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/fdt-path.h"

/* libfdt calls itself for each level. */
#define DEPTH_MAX 64

/* The longest path of a node that is fixed up, with its NUL. */
#define PATH_SIZE 1024

static int damaged(struct diag *diag, const char *what)
{
	return diag_fail(diag, -EINVAL, "the overlay is damaged: %s", what);
}

static int check_depth(const void *tree, const char *what, struct diag *diag)
{
	int depth = 0;

	for (int node = 0; node >= 0 && depth >= 0; node = fdt_next_node(tree, node, &depth))
		if (depth > DEPTH_MAX)
			return diag_fail(diag, -EINVAL, "%s has nodes that are more than %d deep", what, DEPTH_MAX);
	return 0;
}

/* Has the property four bytes at the offset? libfdt 1.6 takes that on trust. */
static bool has_cell(const void *tree, int node, const char *name, uint64_t offset)
{
	int size;

	return fdt_getprop(tree, node, name, &size) && span_fits(offset, 4, (uint64_t)size);
}

/* ---- __local_fixups__: a copy of the tree's nodes, whose properties are offsets of phandles in those of the tree ---- */

static int check_local_properties(const void *tree, int fixups, int node, struct diag *diag)
{
	int property;

	fdt_for_each_property_offset(property, tree, fixups)
	{
		const char *name;
		int size;
		const uint8_t *offsets = fdt_getprop_by_offset(tree, property, &name, &size);

		if (!offsets || size % 4)
			return damaged(diag, "a local fixup is no list of offsets");
		for (int i = 0; i < size; i += 4)
			if (!has_cell(tree, node, name, load_be32(offsets + i)))
				return damaged(diag, "a local fixup is outside its property");
	}
	return 0;
}

/* Recursive up to DEPTH_MAX, which check_depth() has seen to. */
static int check_local(const void *tree, int fixups, int node, struct diag *diag)
{
	int child, r = check_local_properties(tree, fixups, node, diag);

	if (r < 0)
		return r;
	fdt_for_each_subnode(child, tree, fixups)
	{
		int target = fdt_subnode_offset(tree, node, fdt_get_name(tree, child, NULL));

		if (target < 0)
			return damaged(diag, "a local fixup is for a node that is not there");
		r = check_local(tree, child, target, diag);
		if (r < 0)
			return r;
	}
	return 0;
}

/* ---- __fixups__: for each label of the base a list of "PATH:PROPERTY:OFFSET" ---- */

static bool read_offset(const char *text, uint64_t *ret)
{
	size_t digits = strspn(text, "0123456789");
	uint64_t offset = 0;

	if (!digits || digits > 9 || text[digits])
		return false;
	for (size_t i = 0; i < digits; i++)
		offset = offset * 10 + (uint64_t)(text[i] - '0');
	*ret = offset;
	return true;
}

static int check_fixup(const void *tree, const char *text, struct diag *diag)
{
	const char *name = strchr(text, ':'), *number = name ? strchr(name + 1, ':') : NULL;
	char copy[PATH_SIZE];
	uint64_t offset;
	int node;

	if (*text != '/' || !number || !read_offset(number + 1, &offset) || number - text >= PATH_SIZE)
		return damaged(diag, "a fixup is not of the form PATH:PROPERTY:OFFSET");
	memcpy(copy, text, (size_t)(number - text));
	copy[number - text] = '\0';
	copy[name - text] = '\0';
	node = fdt_path_offset(tree, copy);
	if (node < 0 || !has_cell(tree, node, copy + (name - text) + 1, offset))
		return damaged(diag, "a fixup is for a property that is not there");
	return 0;
}

static int check_fixups(const void *tree, int fixups, struct diag *diag)
{
	int property;

	fdt_for_each_property_offset(property, tree, fixups)
	{
		int size;
		const char *list = fdt_getprop_by_offset(tree, property, NULL, &size);

		if (!list || size <= 0 || list[size - 1])
			return damaged(diag, "a fixup is no text");
		for (const char *text = list; text < list + size; text += strlen(text) + 1) {
			int r = check_fixup(tree, text, diag);

			if (r < 0)
				return r;
		}
	}
	return 0;
}

/* ---- the whole ---- */

/* libfdt applies a tree that is no overlay as well, which changes nothing. */
static bool has_fragment(const void *tree)
{
	int node;

	fdt_for_each_subnode(node, tree, 0)
	{
		if (fdt_subnode_offset(tree, node, "__overlay__") >= 0)
			return true;
	}
	return false;
}

static int check_overlay(const void *tree, struct diag *diag)
{
	int local = fdt_path_offset(tree, "/__local_fixups__"), fixups = fdt_path_offset(tree, "/__fixups__");
	int r = check_depth(tree, "the overlay", diag);

	if (!r && !has_fragment(tree))
		r = diag_fail(diag, -EINVAL, "it is no overlay: it has no node with an __overlay__");
	if (!r && local >= 0)
		r = check_local(tree, local, 0, diag);
	if (!r && fixups >= 0)
		r = check_fixups(tree, fixups, diag);
	return r;
}

static int explain(int error, struct diag *diag)
{
	diag_fail(diag, -EINVAL, "the overlay cannot be applied: %s", fdt_strerror(error));
	if (error == -FDT_ERR_NOTFOUND || error == -FDT_ERR_BADOVERLAY)
		diag_hint(diag, "The devicetree must have the labels that the overlay refers to: compile it with dtc -@.");
	return -EINVAL;
}

/* A copy of the base that can grow: nodes, properties and names of the overlay, and symbols with the paths of their targets. */
static int enlarge(const struct devicetree *base, size_t overlay_size, struct blob *ret, struct diag *diag)
{
	size_t size = base->tree.size + 4 * overlay_size + 4096;

	if (size > INT_MAX)
		return diag_fail(diag, -EFBIG, "the devicetree has %zu bytes, too many for an overlay", base->tree.size);
	if (blob_alloc(size, ret) < 0)
		return diag_oom(diag);
	return fdt_open_into(base->tree.data, ret->data, (int)size) < 0 ? damaged(diag, "it leaves no room") : 0;
}

static int open_both(struct view base, struct view overlay, struct devicetree *ret_base, struct devicetree *ret_overlay,
		     struct diag *diag)
{
	int r;

	if (overlay.size > FDT_OVERLAY_SIZE_MAX)
		return diag_fail(diag, -EFBIG, "the overlay has %zu bytes, at most %zu can be applied", overlay.size,
				 FDT_OVERLAY_SIZE_MAX);
	r = devicetree_open(overlay, "of the overlay", ret_overlay, diag);
	if (!r)
		r = devicetree_open(base, "that the overlay changes", ret_base, diag);
	if (!r)
		r = check_overlay(ret_overlay->tree.data, diag);
	if (!r)
		r = check_depth(ret_base->tree.data, "the devicetree", diag);
	/* Targets and symbols may begin with an alias. */
	if (!r && !fdt_aliases_are_paths(ret_base->tree.data))
		r = diag_fail(diag, -EINVAL, "the devicetree is damaged: an alias is no path from its root");
	return r;
}

int fdt_overlay(struct view base, struct view overlay, struct blob *ret, struct diag *diag)
{
	CLEANUP(devicetree_release) struct devicetree source = { 0 }, changes = { 0 };
	CLEANUP(blob_release) struct blob tree = { 0 };
	int r = open_both(base, overlay, &source, &changes, diag);

	if (!r)
		r = enlarge(&source, overlay.size, &tree, diag);
	if (r < 0)
		return r;
	r = fdt_overlay_apply(tree.data, changes.tree.data);
	if (!r)
		r = fdt_pack(tree.data);
	if (r < 0)
		return explain(r, diag);
	tree.size = fdt_totalsize(tree.data);
	*ret = blob_take(&tree);
	return 0;
}
