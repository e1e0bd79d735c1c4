/* SPDX-License-Identifier: GPL-2.0-only */
#include "common/digest.h"

void digest_chunk(sha256_backend *backend, const void *data, size_t size, uint8_t ret_digest[SHA256_SIZE])
{
	struct sha256 ctx;

	backend(&ctx);
	sha256_update(&ctx, data, size);
	sha256_final(&ctx, ret_digest);
}

#define CHUNK_BLOCKS (HANDOFF_CHUNK_SIZE / SHA256_BLOCK)

_Static_assert(HANDOFF_CHUNK_SIZE % SHA256_BLOCK == 0, "a whole chunk is whole blocks");

bool digest_can_pair(sha256_backend *backend, const void *dst, const void *data)
{
	uintptr_t to = (uintptr_t)dst, from = (uintptr_t)data;
	struct sha256 ctx;

	backend(&ctx);
	/* If the destination is above the data, the difference is below zero, and so as large as can be. */
	return ctx.pair_blocks && (to | from) % ctx.align == 0 && (!dst || from - to >= 2 * (uintptr_t)HANDOFF_CHUNK_SIZE);
}

void digest_two_chunks(sha256_backend *backend, void *dst, const void *data, uint8_t ret_digests[2 * SHA256_SIZE])
{
	const uint8_t *p = data;
	struct sha256 first, second;

	backend(&first);
	backend(&second);
	first.pair_blocks(first.state, p, second.state, p + HANDOFF_CHUNK_SIZE, CHUNK_BLOCKS, dst);
	first.length = second.length = HANDOFF_CHUNK_SIZE;
	sha256_final(&first, ret_digests);
	sha256_final(&second, ret_digests + SHA256_SIZE);
}

void digest_copy_chunk(sha256_backend *backend, void *dst, const void *src, size_t size, uint8_t ret_digest[SHA256_SIZE])
{
	struct sha256 ctx;

	backend(&ctx);
	sha256_copy(&ctx, dst, src, size);
	sha256_final(&ctx, ret_digest);
}
