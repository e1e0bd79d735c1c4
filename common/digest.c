/* SPDX-License-Identifier: GPL-2.0-only */
#include "common/digest.h"

void digest_start(struct digest *digest, sha256_backend *backend)
{
	digest->backend = backend;
	backend(&digest->region);
}

static void end_chunk(struct digest *digest, struct sha256 *chunk, uint8_t ret_chunk[SHA256_SIZE])
{
	sha256_final(chunk, ret_chunk);
	sha256_update(&digest->region, ret_chunk, SHA256_SIZE);
}

void digest_chunk(struct digest *digest, const void *data, size_t size, uint8_t ret_chunk[SHA256_SIZE])
{
	struct sha256 chunk;

	digest->backend(&chunk);
	sha256_update(&chunk, data, size);
	end_chunk(digest, &chunk, ret_chunk);
}

void digest_copy_chunk(struct digest *digest, void *dst, const void *src, size_t size, uint8_t ret_chunk[SHA256_SIZE])
{
	struct sha256 chunk;

	digest->backend(&chunk);
	sha256_copy(&chunk, dst, src, size);
	end_chunk(digest, &chunk, ret_chunk);
}

void digest_end(struct digest *digest, uint8_t ret_region[SHA256_SIZE])
{
	sha256_final(&digest->region, ret_region);
}

void digest_region(sha256_backend *backend, const void *data, size_t size, uint8_t (*ret_chunks)[SHA256_SIZE],
		   uint8_t ret_region[SHA256_SIZE])
{
	const uint8_t *bytes = data;
	uint8_t unwanted[SHA256_SIZE];
	struct digest digest;

	digest_start(&digest, backend);
	for (size_t at = 0; at < size; at += DIGEST_CHUNK) {
		digest_chunk(&digest, bytes + at, (size_t)digest_chunk_size(size, at), ret_chunks ? *ret_chunks : unwanted);
		if (ret_chunks)
			ret_chunks++;
	}
	digest_end(&digest, ret_region);
}
