/* SPDX-License-Identifier: GPL-2.0-only */
#include "common/digest.h"

void digest_chunk(sha256_backend *backend, const void *data, size_t size, uint8_t ret_digest[SHA256_SIZE])
{
	struct sha256 ctx;

	backend(&ctx);
	sha256_update(&ctx, data, size);
	sha256_final(&ctx, ret_digest);
}

void digest_copy_chunk(sha256_backend *backend, void *dst, const void *src, size_t size, uint8_t ret_digest[SHA256_SIZE])
{
	struct sha256 ctx;

	backend(&ctx);
	sha256_copy(&ctx, dst, src, size);
	sha256_final(&ctx, ret_digest);
}
