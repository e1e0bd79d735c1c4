/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The digests of a region: part of the contract between the loader and the purgatory.
 *
 * A region is divided from its start into chunks of HANDOFF_CHUNK_SIZE bytes; the last one may be shorter. Its digests are the
 * SHA-256 of each chunk, in order, 32 bytes each: every byte is hashed once, and a mismatch names its MiB. They lie in the
 * purgatory's segment, whose own digest covers them, so that the whole region needs no digest. The loader makes them with
 * kexec/parts/digest-region.h.
 */
#ifndef WARMKEXEC_COMMON_DIGEST_H
#define WARMKEXEC_COMMON_DIGEST_H

#include <stdbool.h>

#include "common/handoff.h"
#include "common/sha256.h"

_Static_assert(SHA256_SIZE == HANDOFF_DIGEST_SIZE, "a digest fits its place exactly");

static inline uint64_t digest_count(uint64_t size)
{
	return size / HANDOFF_CHUNK_SIZE + (size % HANDOFF_CHUNK_SIZE != 0);
}

/* Returns the bytes in the chunk at offset, which is a multiple of HANDOFF_CHUNK_SIZE below size. */
static inline uint64_t digest_chunk_size(uint64_t size, uint64_t offset)
{
	return size - offset < HANDOFF_CHUNK_SIZE ? size - offset : HANDOFF_CHUNK_SIZE;
}

#pragma GCC visibility push(hidden)

/* Hashes one chunk. */
void digest_chunk(sha256_backend *backend, const void *data, size_t size, uint8_t ret_digest[SHA256_SIZE]);

/*
 * Can the back end hash two whole chunks at a time, the first of them at data, and copy them to dst? It is faster then. dst: NULL, below
 * data, or beyond both chunks. Below it must be two chunks away: the second chunk is written before the first one is read to its end.
 */
bool digest_can_pair(sha256_backend *backend, const void *dst, const void *data);

/* Hashes two whole chunks, one behind the other, and copies them to dst if that is not NULL. Only if digest_can_pair(). */
void digest_two_chunks(sha256_backend *backend, void *dst, const void *data, uint8_t ret_digests[2 * SHA256_SIZE]);

/* Hashes one chunk and copies it to dst, as sha256_copy() does. */
void digest_copy_chunk(sha256_backend *backend, void *dst, const void *src, size_t size, uint8_t ret_digest[SHA256_SIZE]);

#pragma GCC visibility pop
#endif
