/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Nodes by paths that a file gives. fdt_path_offset() is for our own: before libfdt 1.7.1 it follows an alias that names an
 * alias, and one that names itself until the stack is full.
 */
#ifndef WARMKEXEC_MACHINE_FDT_PATH_H
#define WARMKEXEC_MACHINE_FDT_PATH_H

#include <stdbool.h>

/* Every fdt here is the tree of a struct devicetree. */

/*
 * The offset of the node at this path, which may begin with an alias (Devicetree Specification v0.4, 2.2.3 and 3.3), or
 * -FDT_ERR_NOTFOUND, also for an alias of an alias and for more than 511 bytes.
 */
int fdt_find_node(const void *fdt, const char *path);

/* True if every alias is a path from the root. */
bool fdt_aliases_are_paths(const void *fdt);

#endif
