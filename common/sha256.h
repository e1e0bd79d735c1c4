/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SHA-256 (FIPS 180-4) in portable C; arch/NAME/sha256/ has back ends with the instructions of a processor. Compiled twice:
 * into the loader and, freestanding, into the purgatory.
 *
 * A back end is a function that starts a context; everything else is the same for all of them. There is no table of back ends:
 * a program names those that it links by their address, which needs no relocation in a flat blob.
 *
 * The purgatory also runs this code with the MMU off: it needs no aligned caller, no C library and no static data that is
 * written.
 */
#ifndef WARMKEXEC_COMMON_SHA256_H
#define WARMKEXEC_COMMON_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32
#define SHA256_BLOCK 64

/* Hashes blocks of data into the state. */
typedef void sha256_blocks(uint32_t state[8], const uint8_t *data, size_t blocks);

/* The same, and copies the blocks to dst in ascending order: dst may be at or below data; otherwise they must not overlap. */
typedef void sha256_copy_blocks(uint32_t state[8], const uint8_t *data, size_t blocks, uint8_t *dst);

/*
 * Hashes as many blocks of each of two messages. Faster on a processor that waits for the rounds of one message. a_copy: where the first
 * message is copied to meanwhile, and the second beside it, as far from it as b_data is from a_data; what is written there is no block
 * that is still to be read. NULL: nothing is copied.
 */
typedef void sha256_pair_blocks(uint32_t a[8], const uint8_t *a_data, uint32_t b[8], const uint8_t *b_data, size_t blocks,
				uint8_t *a_copy);

struct sha256 {
	uint32_t state[8];
	uint64_t length; /* bytes hashed so far */
	sha256_blocks *blocks;
	sha256_copy_blocks *copy_blocks;
	sha256_pair_blocks *pair_blocks; /* NULL: not faster than one message after the other */
	uint32_t align;			 /* the data's alignment that these functions need: a power of two, at most 16 */
	_Alignas(16) uint8_t block[SHA256_BLOCK]; /* its first length % SHA256_BLOCK bytes wait for more */
};

typedef void sha256_backend(struct sha256 *ctx);

/* Symbols of the program itself; otherwise the compiler would look for their addresses in a table. */
#pragma GCC visibility push(hidden)

/* Portable C: works on any processor in any state. */
sha256_backend sha256_init;

void sha256_update(struct sha256 *ctx, const void *data, size_t size);

/*
 * Hashes src as sha256_update() does and copies it to dst, each byte after it was read. dst may be at or below src; otherwise
 * they must not overlap. Takes one pass if both are aligned (16 bytes suffice) and the bytes hashed so far are whole blocks;
 * otherwise it is correct but slow.
 */
void sha256_copy(struct sha256 *ctx, void *dst, const void *src, size_t size);

void sha256_final(struct sha256 *ctx, uint8_t ret_digest[SHA256_SIZE]);

/* Hashes one piece of memory in portable C. */
void sha256(const void *data, size_t size, uint8_t ret_digest[SHA256_SIZE]);

#pragma GCC visibility pop
#endif
