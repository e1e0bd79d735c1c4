/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A layer: one format that holds a kernel and is no kernel by itself. Compressions (gzip) and containers (uImage) are layers.
 *
 * Each format is one row (a const struct layer) in a file of its own and one line in layers.c. image_open() asks the rows in
 * order and takes off layer after layer until the architecture recognises the kernel.
 *
 * A row comes in three kinds:
 *   unpack is set    a compression: bytes become other bytes
 *   unwrap is set    a container: it chooses its pieces and puts them into the bundle
 *   neither is set   the format is known, and this build cannot open it: refused by name, with the row's hint
 *
 * Pure: a layer reads no files, prints nothing and knows no places in memory.
 */
#ifndef WARMKEXEC_IMAGE_LAYER_H
#define WARMKEXEC_IMAGE_LAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct image_arch;
struct bundle;
struct diag;

/* The user's choices inside a container. All zeros: nothing was chosen, and the container's own default is taken. */
struct layer_choices {
	const char *fit_config; /* name of a FIT configuration, or NULL */
	bool have_uki_profile;
	uint32_t uki_profile;
};

/* One unwrapping. */
struct unwrap_request {
	struct view bytes; /* the whole container, into the caller's file or a blob of the bundle; valid as long as a piece
			      views it */
	size_t limit;	   /* the most bytes that all pieces of this layer may unpack to together; < SIZE_MAX */
	const struct image_arch *arch; /* whose kernel is wanted: image-arch.h */
	struct view
		compatible; /* strings of the machine's root node, the most particular first, a NUL behind each; may be empty */
	const struct layer_choices *choices; /* never NULL */
};

struct layer {
	const char *name;    /* in messages and in bundle.layers: "gzip", "zboot" */
	const char *type;    /* as --type spells it: "uImage"; NULL: --type has no word for it */
	const char *library; /* the library that unpacks it, for messages; NULL: none is needed */
	const char *what;    /* for messages: "it is a uImage (U-Boot legacy)" */
	const char *hint;    /* the remedy if this build cannot open it, or NULL */

	/*
	 * The row is asked after the architecture's kernel formats. For what has no magic number at its start (lzma, text), and
	 * for what a kernel of the architecture may look like as well (a PE file). If a last row's unpack fails, the message
	 * says that the format was only presumed.
	 */
	bool last;

	bool foreign; /* no kernel for this program is in it, whatever is built in: text, another architecture's kernel */

	/* Do the bytes look like this format? bytes may be empty. Cheap: a few fields, no checksums, nothing allocated. */
	bool (*matches)(struct view bytes);

	/*
	 * Unpacks all of the input, or, if ret_used is not NULL, the streams at its start: *ret_used is how many bytes these
	 * take. limit: the most bytes to unpack to, < SIZE_MAX; no more than a small multiple of in.size is allocated before
	 * the data prove to be longer. *ret is a new heap blob. Outputs are untouched on failure. Returns 0, or -errno with the reason:
	 *   -EBADMSG     damaged, cut short, or followed by other bytes than zero padding (without ret_used)
	 *   -EFBIG       more than limit bytes, or more memory than the decompressor may use
	 *   -EOPNOTSUPP  a variant that the library does not know
	 *   -ENOMEM
	 */
	int (*unpack)(struct view in, size_t limit, size_t *ret_used, struct blob *ret, struct diag *diag);

	/*
	 * Sets bundle->kernel, and adds the other pieces. The kernel may be in a further layer: image_open() goes on with it.
	 * If the container says which compression it used, layers_unpack() (layers.h) unpacks by name; a magic number may be
	 * left to image_open(). On failure the caller releases the bundle, so it may be half filled. Returns 0, or -errno with
	 * the reason: -EBADMSG     damaged or cut short: a checksum, an offset or a length is wrong -EINVAL      whole, and not
	 * usable: for another architecture, no such configuration, no kernel inside -EFBIG       a piece is beyond the limit
	 *   -E2BIG       too many pieces
	 *   -EOPNOTSUPP  a variant or a compression that this build cannot open
	 *   -ENOMEM
	 */
	int (*unwrap)(const struct unwrap_request *request, struct bundle *bundle, struct diag *diag);
};

#endif
