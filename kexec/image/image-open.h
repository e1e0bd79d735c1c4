/* SPDX-License-Identifier: GPL-2.0-only */
/* Opens a kernel file: takes off its layers, then asks the architecture's formats. */
#ifndef WARMKEXEC_IMAGE_IMAGE_OPEN_H
#define WARMKEXEC_IMAGE_IMAGE_OPEN_H

#include <stddef.h>

#include "kexec/base/blob.h"
#include "kexec/image/layer.h"

struct image_arch;
struct bundle;
struct diag;
struct image;

/* The maximum size of one unpacked layer in bytes: ten times the largest distribution kernel of 2026. More is a bomb. */
#define IMAGE_SIZE_MAX ((size_t)512 << 20)

/* The maximum number of layers. A signed zboot in a UKI in a compressed FIT image has four. */
#define IMAGE_DEPTH_MAX 8

struct image_request {
	const struct image_arch *arch;
	struct view file;
	const char *type;	/* the name given with --type: of a kernel format or a layer; NULL: recognise it */
	size_t limit;		/* the most bytes that each layer may unpack to, < SIZE_MAX; 0: IMAGE_SIZE_MAX */
	struct view compatible; /* of the machine's root node, as in struct unwrap_request; may be empty */
	struct layer_choices choices;
	const struct layer *const *layers; /* NULL-terminated; NULL: layers_all */
};

/*
 * Recognises the file by its content and takes off its layers. Order: layers with a magic number, the architecture's kernel
 * formats, last layers. The bundle owns the bytes that *ret views, so it must outlive the image; the file must outlive both.
 *
 * Returns 0, or -errno with the reason; *ret_bundle and *ret are untouched on failure:
 *   -EINVAL      no kernel of this architecture, a bad header, another type than the one that was named
 *   -EBADMSG     damaged or cut short
 *   -EFBIG       a layer unpacks to more than the limit
 *   -E2BIG       more than IMAGE_DEPTH_MAX layers, or too many pieces
 *   -EOPNOTSUPP  a format or a type that is known, and that this build cannot open
 *   -ENOMEM
 */
int image_open(const struct image_request *request, struct bundle *ret_bundle, struct image *ret, struct diag *diag);

#endif
