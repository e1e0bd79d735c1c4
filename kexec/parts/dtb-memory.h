/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine's memory in a devicetree that does not have it: one that comes with a kernel, for firmware to fill in. */
#ifndef WARMKEXEC_PARTS_DTB_MEMORY_H
#define WARMKEXEC_PARTS_DTB_MEMORY_H

struct devicetree;
struct diag;

/*
 * Writes the memory of the machine's own devicetree into a given one: its memory nodes, as one node in place of all that are
 * there, or the place of UEFI's memory map; its /memreserve/ entries, but not those of an earlier load's parts; and the nodes
 * of its /reserved-memory that have a reg. Where the given tree has a node of that name, their properties take the place of those of the
 * same name there. Other reservations of the given tree stay.
 *
 * Returns 0, or -errno with the reason, *given is untouched then:
 *   -ENODATA  the own devicetree has no memory
 *   -EINVAL   the trees cannot be joined: cells that are not 1 or 2, or a /reserved-memory in other cells than the root's
 *             or that says that it is memory
 *   -ERANGE   an address does not fit the cells of the given tree
 *   -EFBIG    a tree that is too large
 *   -ENOMEM
 */
int dtb_take_memory(const struct devicetree *own, struct devicetree *given, struct diag *diag);

#endif
