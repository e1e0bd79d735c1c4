/* SPDX-License-Identifier: GPL-2.0-only */
/* Compressed bytes to bytes, bounded. One file per container format behind one table. */
#ifndef WARMKEXEC_IMAGE_DECOMPRESS_H
#define WARMKEXEC_IMAGE_DECOMPRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "kexec/base/blob.h"

struct diag;
struct decompressor {
	const char *name;    /* "gzip", "xz", "lzma", "zstd" */
	const char *library; /* what unpacks it, for messages */

	/* Do the first bytes say that this is the format? */
	bool (*matches)(struct view in);

	/*
	 * Unpacks the whole input. Returns 0, or -errno with the reason: -EBADMSG damaged, cut short or followed by something
	 * else than zero padding, -EFBIG more than limit bytes, -ENOMEM. NULL when this build is without the library.
	 */
	int (*unpack)(struct view in, size_t limit, struct blob *ret, struct diag *diag);
};

extern const struct decompressor decompress_gzip;
extern const struct decompressor decompress_xz;
extern const struct decompressor decompress_lzma;
extern const struct decompressor decompress_zstd;

/* The decompressor for these bytes, NULL when they are in no compressed format known here. */
const struct decompressor *decompressor_find(struct view in);

#endif
