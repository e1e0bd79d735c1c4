/* SPDX-License-Identifier: GPL-2.0-only */
/* The digests of a whole region, as common/digest.h defines them, at the speed of the processor. */
#ifndef WARMKEXEC_PARTS_DIGEST_REGION_H
#define WARMKEXEC_PARTS_DIGEST_REGION_H

#include <stddef.h>
#include <stdint.h>

#include "common/digest.h"

/*
 * Writes digest_count(size) digests of SHA256_SIZE bytes each. data is read once, upwards, two chunks at a time where the back
 * end is faster so: it may be a file mapped and not yet read.
 */
void digest_region(sha256_backend *backend, const void *data, size_t size, uint8_t *ret_digests);

#endif
