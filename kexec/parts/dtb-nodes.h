/* SPDX-License-Identifier: GPL-2.0-only */
/* The nodes of a machine's /reserved-memory that another devicetree is to get. */
#ifndef WARMKEXEC_PARTS_DTB_NODES_H
#define WARMKEXEC_PARTS_DTB_NODES_H

#include <stdbool.h>
#include <stddef.h>

#include "kexec/base/ranges.h"
#include "kexec/machine/fdt-cells.h"

struct diag;

#define RESERVED_MEMORY "reserved-memory"

struct dtb_node {
	const char *name;
	int node;	   /* its offset in the tree */
	struct ranges reg; /* as it is, not merged: the driver of the node may count its pieces */
	bool is_written;   /* for the caller */
};

/* Ascending by name. The names are the tree's. */
struct dtb_nodes {
	struct dtb_node *node;
	size_t count;
};

/* Names of properties, ascending. They are the tree's. */
struct dtb_names {
	const char **name;
	size_t count;
};

/*
 * Collects the enabled nodes with a reg; none if there is no /reserved-memory, or one that is not understood. cells: of the
 * root. Returns 0 or -ENOMEM with the reason. The caller owns *ret also then: dtb_nodes_release().
 */
int dtb_nodes_collect(const void *fdt, struct fdt_cells cells, struct dtb_nodes *ret, struct diag *diag);
void dtb_nodes_release(struct dtb_nodes *nodes);

/* The node of exactly this name, or NULL. */
struct dtb_node *dtb_nodes_find(const struct dtb_nodes *nodes, const char *name);

/*
 * Collects the names of the properties that a node brings into the other tree: all but phandles, as other nodes there refer to
 * its own. Returns 0 or -ENOMEM with the reason. The caller owns *ret: dtb_names_release().
 */
int dtb_names_collect(const void *fdt, int node, struct dtb_names *ret, struct diag *diag);
void dtb_names_release(struct dtb_names *names);
bool dtb_names_have(const struct dtb_names *names, const char *name);

/* True if the property names a phandle. */
bool dtb_is_phandle(const char *name);

#endif
