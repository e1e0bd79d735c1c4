/* SPDX-License-Identifier: GPL-2.0-only */
/* One devicetree with the reservations of another, and without memory. */
#ifndef WARMKEXEC_PARTS_DTB_JOIN_H
#define WARMKEXEC_PARTS_DTB_JOIN_H

#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"
#include "kexec/machine/fdt-cells.h"

struct diag;
struct ranges;

/* Trees of struct devicetree, of at most DTB_SIZE_MAX bytes each. */
struct join {
	struct view given, own;
	struct fdt_cells given_cells, own_cells; /* of the roots */
};

/*
 * Makes a copy of the given tree that has none of its memory nodes, but the entries of the own tree's /memreserve/ too, and the
 * enabled nodes of its /reserved-memory that have a reg: their properties, without phandles and children. Where the given tree
 * has a node of this name, they take the place of its properties of the same name. In one pass, whatever there is much of.
 *
 * libfdt can edit *ret, which has room for as much as the own tree, in wider cells. The caller owns it: blob_release().
 * Returns 0, or -errno with the reason: -EINVAL, the given tree's /reserved-memory is in other cells than its root; -ERANGE, an
 * address does not fit the cells; -ENOMEM.
 */
int dtb_join(const struct join *join, struct blob *ret, struct diag *diag);

/* The bytes of a reg of these ranges, 4 * (address + size) cells for each. */
size_t dtb_reg_size(struct fdt_cells cells, const struct ranges *ranges);

/* Writes a reg. Returns 0, or -ERANGE with the reason if a number does not fit its cells. */
int dtb_store_reg(uint8_t *to, struct fdt_cells cells, const struct ranges *ranges, struct diag *diag);

#endif
