/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/dtb-nodes.h"

#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "kexec/base/diag.h"
#include "kexec/machine/fdt-address.h"
#include "kexec/machine/fdt-structure.h"

static bool has_cells(const void *fdt, int node, const char *name, uint32_t expected)
{
	int length;
	const uint8_t *value = fdt_getprop(fdt, node, name, &length);

	return value && length == 4 && fdt_load_cells(value, 1) == expected;
}

bool dtb_reserved_is_understood(const void *fdt, int node, struct fdt_cells cells)
{
	return has_cells(fdt, node, "#address-cells", cells.address) && has_cells(fdt, node, "#size-cells", cells.size) &&
	       fdt_getprop(fdt, node, "ranges", NULL);
}

/* ---- nodes ---- */

static int read_reg(const void *fdt, int node, struct fdt_cells cells, struct ranges *ret)
{
	const size_t entry = 4 * (size_t)(cells.address + cells.size);
	int length, r = 0;
	const uint8_t *reg = fdt_getprop(fdt, node, "reg", &length);

	for (size_t left = reg ? (size_t)length : 0; left >= entry && !r; left -= entry, reg += entry) {
		uint64_t start = fdt_load_cells(reg, cells.address);
		uint64_t size = fdt_load_cells(reg + 4 * cells.address, cells.size);

		if (size > UINT64_MAX - start)
			size = UINT64_MAX - start;
		r = ranges_append(ret, (struct range){ start, start + size });
	}
	return r;
}

static int add_node(const void *fdt, int node, struct fdt_cells cells, struct dtb_nodes *nodes)
{
	struct dtb_node *added = &nodes->node[nodes->count];
	int r;

	if (!fdt_node_is_enabled(fdt, node))
		return 0;
	*added = (struct dtb_node){ .name = fdt_get_name(fdt, node, NULL), .node = node };
	r = read_reg(fdt, node, cells, &added->reg);
	if (r < 0 || !added->reg.count)
		ranges_release(&added->reg);
	else
		nodes->count++;
	return r;
}

static int by_name(const void *a, const void *b)
{
	const struct dtb_node *one = a, *other = b;

	return strcmp(one->name, other->name);
}

int dtb_nodes_collect(const void *fdt, struct fdt_cells cells, struct dtb_nodes *ret, struct diag *diag)
{
	int node, r = 0, parent = fdt_root_child(fdt, RESERVED_MEMORY);
	size_t count = 0;

	if (parent < 0 || !dtb_reserved_is_understood(fdt, parent, cells))
		return 0;
	for (node = fdt_first_subnode(fdt, parent); node >= 0; node = fdt_next_subnode(fdt, node))
		count++;
	ret->node = calloc(count + 1, sizeof(*ret->node));
	if (!ret->node)
		return diag_oom(diag);
	for (node = fdt_first_subnode(fdt, parent); node >= 0 && !r; node = fdt_next_subnode(fdt, node))
		r = add_node(fdt, node, cells, ret);
	qsort(ret->node, ret->count, sizeof(*ret->node), by_name);
	return r < 0 ? diag_oom(diag) : 0;
}

void dtb_nodes_release(struct dtb_nodes *nodes)
{
	for (size_t i = 0; i < nodes->count; i++)
		ranges_release(&nodes->node[i].reg);
	free(nodes->node);
	*nodes = (struct dtb_nodes){ 0 };
}

struct dtb_node *dtb_nodes_find(const struct dtb_nodes *nodes, const char *name)
{
	const struct dtb_node key = { .name = name };

	return nodes->count ? bsearch(&key, nodes->node, nodes->count, sizeof(key), by_name) : NULL;
}

/* ---- names ---- */

bool dtb_is_phandle(const char *name)
{
	return !strcmp(name, "phandle") || !strcmp(name, "linux,phandle");
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int dtb_names_collect(const void *fdt, int node, struct dtb_names *ret, struct diag *diag)
{
	size_t count = 0;
	int property;

	fdt_for_each_property_offset(property, fdt, node) count++;
	ret->name = calloc(count + 1, sizeof(*ret->name));
	if (!ret->name)
		return diag_oom(diag);
	fdt_for_each_property_offset(property, fdt, node)
	{
		fdt_getprop_by_offset(fdt, property, &ret->name[ret->count], NULL);
		ret->count += !dtb_is_phandle(ret->name[ret->count]);
	}
	qsort(ret->name, ret->count, sizeof(*ret->name), by_text);
	return 0;
}

void dtb_names_release(struct dtb_names *names)
{
	free(names->name);
	*names = (struct dtb_names){ 0 };
}

bool dtb_names_have(const struct dtb_names *names, const char *name)
{
	return names->count && bsearch(&name, names->name, names->count, sizeof(name), by_text);
}
