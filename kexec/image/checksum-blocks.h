/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The blocks of a message for MD5 and the SHAs: its own, then its rest with a 1 bit, zeros, and the length in bits.
 * Source: FIPS 180-4, 5.1; RFC 1321, 3.1 and 3.2.
 */
#ifndef WARMKEXEC_IMAGE_CHECKSUM_BLOCKS_H
#define WARMKEXEC_IMAGE_CHECKSUM_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

#define CHECKSUM_BLOCK_MAX 128

struct checksum_blocks {
	size_t block_size;     /* <= CHECKSUM_BLOCK_MAX */
	size_t length_size;    /* bytes of the last block that the length takes, >= 8; all but 8 of them are 0 */
	bool is_little_endian; /* the length */
	void (*take_block)(void *state, const uint8_t *block);
};

/* Gives take_block the bytes and their padding, block by block. */
void checksum_take(const struct checksum_blocks *blocks, struct view bytes, void *state);

#endif
