/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The digest of a region: part of the contract between the loader and the purgatory.
 *
 * A region is cut into chunks of DIGEST_CHUNK bytes from its start, the last one may be shorter. Its digest is the SHA-256 of
 * the SHA-256 digests of its chunks, one after the other: each byte is hashed once, the digest of the region says whether all
 * is well, and those of its chunks say where it is not. A region without bytes has no chunks, and the SHA-256 of nothing.
 *
 * Both sides:
 *
 *	digest_start(&digest, backend);
 *	for each chunk: digest_chunk(&digest, data, size, chunk) or digest_copy_chunk(&digest, dst, src, size, chunk);
 *	digest_end(&digest, region);
 */
#ifndef WARMKEXEC_COMMON_DIGEST_H
#define WARMKEXEC_COMMON_DIGEST_H

#include "common/sha256.h"

#define DIGEST_CHUNK 0x100000

struct digest {
	sha256_backend *backend;
	struct sha256 region;
};

static inline uint64_t digest_chunk_count(uint64_t size)
{
	return size / DIGEST_CHUNK + (size % DIGEST_CHUNK != 0);
}

/* Bytes in the chunk at offset, a multiple of DIGEST_CHUNK below size. */
static inline uint64_t digest_chunk_size(uint64_t size, uint64_t offset)
{
	return size - offset < DIGEST_CHUNK ? size - offset : DIGEST_CHUNK;
}

#pragma GCC visibility push(hidden)

void digest_start(struct digest *digest, sha256_backend *backend);

/* The next chunk, its digest in ret_chunk. */
void digest_chunk(struct digest *digest, const void *data, size_t size, uint8_t ret_chunk[SHA256_SIZE]);

/* The same and moves it to dst, as sha256_copy() does. */
void digest_copy_chunk(struct digest *digest, void *dst, const void *src, size_t size, uint8_t ret_chunk[SHA256_SIZE]);

void digest_end(struct digest *digest, uint8_t ret_region[SHA256_SIZE]);

/*
 * All of a region at once. ret_chunks takes digest_chunk_count(size) digests, or is NULL where nobody wants them.
 */
void digest_region(sha256_backend *backend, const void *data, size_t size, uint8_t (*ret_chunks)[SHA256_SIZE],
		   uint8_t ret_region[SHA256_SIZE]);

#pragma GCC visibility pop
#endif
