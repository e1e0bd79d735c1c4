/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory that the next kernel will reserve because its devicetree says so. */
#ifndef WARMKEXEC_PARTS_DTB_RESERVED_H
#define WARMKEXEC_PARTS_DTB_RESERVED_H

struct blob;
struct devicetree;
struct ranges;

/*
 * The reservations of the source that dtb_build() leaves in it: those of an earlier load's parts go, so their memory is free.
 * *ret is merged, and empty if there is no tree; the caller owns it: ranges_release().
 * Returns 0 or -ENOMEM. A tree that cannot be cleared keeps all its reservations here; dtb_build() refuses it later.
 */
int dtb_find_reserved(const struct devicetree *source, struct ranges *ret);

/* A copy of the tree without what an earlier load left in it. Returns 0 or -ENOMEM. */
int dtb_copy_cleared(const struct devicetree *source, struct blob *ret);

#endif
