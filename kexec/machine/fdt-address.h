/* SPDX-License-Identifier: GPL-2.0-only */
/* The address of a node of a devicetree, for the processor. */
#ifndef WARMKEXEC_MACHINE_FDT_ADDRESS_H
#define WARMKEXEC_MACHINE_FDT_ADDRESS_H

#include <stdbool.h>

struct diag;
struct range;

/*
 * The first range of the node's reg, translated through the ranges of every bus above it (Devicetree Specification v0.4, 2.3.6
 * and 2.3.8). fdt is the tree of a struct devicetree.
 *
 * Returns 0, or -errno with the reason:
 *   -ENOENT  the node has no reg
 *   -EINVAL  its reg, or the cells of a bus, cannot be read; it is more than 64 nodes deep
 *   -ERANGE  a bus does not pass the address on
 */
int fdt_node_address(const void *fdt, int node, struct range *ret, struct diag *diag);

/* True if the node is in use: it has no status, or the status is okay (Devicetree Specification v0.4, 2.3.4). */
bool fdt_node_is_enabled(const void *fdt, int node);

#endif
