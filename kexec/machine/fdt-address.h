/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a node of a devicetree is for the processor. */
#ifndef WARMKEXEC_MACHINE_FDT_ADDRESS_H
#define WARMKEXEC_MACHINE_FDT_ADDRESS_H

#include <stdbool.h>

struct diag;
struct range;

/*
 * The first range of the node's reg, taken through the ranges of every bus above it (Devicetree Specification v0.4, 2.3.6 and
 * 2.3.8). fdt has come through devicetree_open(). Returns 0, or -errno with the reason: -ENOENT the node has no reg; -EINVAL
 * it has none that can be read; -ERANGE a bus does not pass the address on.
 */
int fdt_node_address(const void *fdt, int node, struct range *ret, struct diag *diag);

/* Is the node in use: has it no status, or a good one? (Devicetree Specification v0.4, 2.3.4) */
bool fdt_node_is_enabled(const void *fdt, int node);

#endif
