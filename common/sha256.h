/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SHA-256 (FIPS 180-4). Compiled twice: into the loader and, freestanding, into the purgatory.
 *
 * Freestanding code runs with the MMU off: nothing here may need an aligned caller, a C library or static data that is
 * written.
 */
#ifndef WARMKEXEC_COMMON_SHA256_H
#define WARMKEXEC_COMMON_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32
#define SHA256_BLOCK 64

struct sha256 {
	uint32_t state[8];
	uint64_t length;	     /* bytes taken so far */
	uint8_t block[SHA256_BLOCK]; /* the first length % SHA256_BLOCK bytes are waiting */
};

void sha256_init(struct sha256 *ctx);
void sha256_update(struct sha256 *ctx, const void *data, size_t size);
void sha256_final(struct sha256 *ctx, uint8_t ret_digest[SHA256_SIZE]);

/* The digest of one piece of memory. */
void sha256(const void *data, size_t size, uint8_t ret_digest[SHA256_SIZE]);

#endif
