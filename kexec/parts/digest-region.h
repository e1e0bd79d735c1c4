/* SPDX-License-Identifier: GPL-2.0-only */
/* The digests of a whole region, as common/digest.h defines them. */
#ifndef WARMKEXEC_PARTS_DIGEST_REGION_H
#define WARMKEXEC_PARTS_DIGEST_REGION_H

#include <stddef.h>
#include <stdint.h>

#include "common/sha256.h"

/*
 * Writes digest_count(size) digests of SHA256_SIZE bytes each. Reads data once, in ascending order, because it may be a mapped
 * file that is not in memory yet; two chunks at a time if this is faster for the back end.
 */
void digest_region(sha256_backend *backend, const void *data, size_t size, uint8_t *ret_digests);

#endif
