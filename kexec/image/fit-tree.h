/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tree of a FIT image without its data.
 *
 * A FIT image is a devicetree whose properties "data" may hold all of the kernel. The tree is copied, so that nobody can change
 * it once it is checked, and the data are left where they are.
 */
#ifndef WARMKEXEC_IMAGE_FIT_TREE_H
#define WARMKEXEC_IMAGE_FIT_TREE_H

#include <stddef.h>

#include "kexec/base/blob.h"

struct diag;

/* The most that a tree may have without its data. Linux's image.fit for all arm64 boards has 1 MiB. */
#define FIT_TREE_MAX ((size_t)16 << 20)

/* The value of each property "data" in the copy: two be64, the place of the data in the file and their size. */
#define FIT_PLACE_SIZE 16

/*
 * Copies the tree with places for data, as a devicetree of version 17. libfdt may not trust it yet: it goes through
 * devicetree_open(). Each property has a name of at most 255 bytes, so that libfdt is done with it in linear time.
 *
 * Returns 0, or -errno with the reason:
 *   -EBADMSG  damaged or cut short
 *   -EINVAL   older than version 16
 *   -EFBIG    more than FIT_TREE_MAX bytes
 *   -ENOMEM
 */
int fit_tree_copy(struct view file, struct blob *ret, struct diag *diag);

#endif
