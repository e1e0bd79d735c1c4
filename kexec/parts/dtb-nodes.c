/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/dtb-nodes.h"

#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "kexec/base/diag.h"
#include "kexec/machine/fdt-address.h"
#include "kexec/machine/fdt-reserved.h"
#include "kexec/machine/fdt-structure.h"

/* ---- nodes ---- */

static int add_node(const void *fdt, int node, struct fdt_cells cells, struct dtb_nodes *nodes)
{
	struct dtb_node *added = &nodes->node[nodes->count];
	int length, r;
	const uint8_t *reg = fdt_getprop(fdt, node, "reg", &length);

	if (!fdt_node_is_enabled(fdt, node))
		return 0;
	*added = (struct dtb_node){ .name = fdt_get_name(fdt, node, NULL), .node = node };
	r = fdt_load_ranges(reg, length, cells, &added->reg);
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

	if (parent < 0 || !fdt_reserved_is_understood(fdt, parent, cells))
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
