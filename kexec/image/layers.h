/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of layers, and the questions asked of it. */
#ifndef WARMKEXEC_IMAGE_LAYERS_H
#define WARMKEXEC_IMAGE_LAYERS_H

#include <stdbool.h>
#include <stddef.h>

#include "kexec/base/blob.h"

struct diag;
struct layer;

/* ---- the rows ---- */

extern const struct layer layer_gzip;
extern const struct layer layer_xz;
extern const struct layer layer_zstd;
extern const struct layer layer_bzip2;
extern const struct layer layer_lz4;
extern const struct layer layer_lzo;
extern const struct layer layer_lzma;
extern const struct layer layer_uimage;
extern const struct layer layer_fit;
extern const struct layer layer_zboot;
extern const struct layer layer_uki;

/* layer-foreign.c */
extern const struct layer layer_empty;
extern const struct layer layer_zeros;
extern const struct layer layer_bzimage;
extern const struct layer layer_image_arm;
extern const struct layer layer_image_rsc;
extern const struct layer layer_arm_zimage;
extern const struct layer layer_packed;
extern const struct layer layer_cpio;
extern const struct layer layer_script;
extern const struct layer layer_text;

/* All rows, NULL-terminated. */
extern const struct layer *const layers_all[];

/* True if this build can open the layer. */
bool layer_is_supported(const struct layer *layer);

/* The first row that matches among the last ones, or among the others. NULL: none. */
const struct layer *layers_match(const struct layer *const *layers, struct view bytes, bool last);

/* The row of this name, or of this word of --type. NULL: none; a foreign row is not found. */
const struct layer *layers_find(const struct layer *const *layers, const char *name);

/*
 * Unpacks with the compression that a container names. name: the name of a row; "none" is not one.
 *
 * Returns 0, or -errno with the reason:
 *   -EOPNOTSUPP  the compression is unknown, or this build lacks it
 *   and the errors of the row's unpack
 */
int layers_unpack(const char *name, struct view in, size_t limit, struct blob *ret, struct diag *diag);

/* The reason why a row that this build cannot open is refused. Returns -EOPNOTSUPP, or -EINVAL for a foreign one. */
int layer_refuse(const struct layer *layer, struct diag *diag);

#endif
