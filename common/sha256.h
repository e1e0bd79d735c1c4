/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SHA-256 (FIPS 180-4) in portable C and with the instructions of Armv8 and x86. Compiled twice: into the loader and,
 * freestanding, into the purgatory.
 *
 * A back end is the function that starts a context with it; the rest is the same for all. There are no tables of back ends:
 * a program names those it links, by address, which a flat blob can do without relocations.
 *
 * Freestanding code runs with the MMU off: nothing here needs an aligned caller, a C library or static data that is written.
 */
#ifndef WARMKEXEC_COMMON_SHA256_H
#define WARMKEXEC_COMMON_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32
#define SHA256_BLOCK 64

/* Takes so many blocks into the state. */
typedef void sha256_blocks(uint32_t state[8], const uint8_t *data, size_t blocks);

/* The same, and writes them to dst. Ascending: dst may be at or below data, else they may not overlap. */
typedef void sha256_copy_blocks(uint32_t state[8], const uint8_t *data, size_t blocks, uint8_t *dst);

/* So many blocks of two messages, for a processor that has time left while it waits for the rounds of one. */
typedef void sha256_pair_blocks(uint32_t a[8], const uint8_t *a_data, uint32_t b[8], const uint8_t *b_data, size_t blocks);

struct sha256 {
	uint32_t state[8];
	uint64_t length; /* bytes taken so far */
	sha256_blocks *blocks;
	sha256_copy_blocks *copy_blocks;
	sha256_pair_blocks *pair_blocks;	  /* NULL: none that is faster than one after the other */
	uint32_t align;				  /* of the addresses that these may be given: a power of two, at most 16 */
	_Alignas(16) uint8_t block[SHA256_BLOCK]; /* the first length % SHA256_BLOCK bytes are waiting */
};

typedef void sha256_backend(struct sha256 *ctx);

/* Symbols of the program itself, or a position-independent one would look for their addresses in a table. */
#pragma GCC visibility push(hidden)

/* Portable C, on any processor, in any state. */
sha256_backend sha256_init;

/*
 * Armv8 FEAT_SHA256 (ID_AA64ISAR0_EL1.SHA2 is not 0; HWCAP_SHA2), with vector registers that do not trap (CPACR_EL1.FPEN,
 * CPTR_EL2) and not in streaming mode (SMSTOP). Right with the MMU off as well; leaves v0-v7 and v16-v31 changed. Little-endian
 * only.
 */
sha256_backend sha256_init_armv8;

/* x86 SHA extensions (CPUID 7.0 EBX bit 29) with SSSE3 and SSE4.1 (CPUID 1 ECX bits 9 and 19). */
sha256_backend sha256_init_x86;

void sha256_update(struct sha256 *ctx, const void *data, size_t size);

/*
 * sha256_update() of src, which is also written to dst, each byte after it was read. dst may be at or below src, else they may
 * not overlap. One pass when dst and src are aligned (to 16 bytes is enough) and what was taken so far is whole blocks; right,
 * but slow, when not.
 */
void sha256_copy(struct sha256 *ctx, void *dst, const void *src, size_t size);

void sha256_final(struct sha256 *ctx, uint8_t ret_digest[SHA256_SIZE]);

/* The digest of one piece of memory, by portable C. */
void sha256(const void *data, size_t size, uint8_t ret_digest[SHA256_SIZE]);

#pragma GCC visibility pop
#endif
