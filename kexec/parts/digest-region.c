/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/digest-region.h"

#include <stdbool.h>

#include "common/digest.h"
#include "common/handoff.h"

#define PAIR (2 * (size_t)HANDOFF_CHUNK_SIZE)
#define BLOCKS (HANDOFF_CHUNK_SIZE / SHA256_BLOCK)

_Static_assert(HANDOFF_CHUNK_SIZE % SHA256_BLOCK == 0, "a whole chunk is whole blocks");

static bool can_pair(sha256_backend *backend, const uint8_t *data)
{
	struct sha256 ctx;

	backend(&ctx);
	return ctx.pair_blocks && (uintptr_t)data % ctx.align == 0;
}

static void digest_pair(sha256_backend *backend, const uint8_t *data, uint8_t *ret_digests)
{
	struct sha256 first, second;

	backend(&first);
	backend(&second);
	first.pair_blocks(first.state, data, second.state, data + HANDOFF_CHUNK_SIZE, BLOCKS);
	first.length = second.length = HANDOFF_CHUNK_SIZE;
	sha256_final(&first, ret_digests);
	sha256_final(&second, ret_digests + SHA256_SIZE);
}

void digest_region(sha256_backend *backend, const void *data, size_t size, uint8_t *ret_digests)
{
	const uint8_t *p = data;

	if (can_pair(backend, p))
		for (; size >= PAIR; size -= PAIR, p += PAIR, ret_digests += 2 * SHA256_SIZE)
			digest_pair(backend, p, ret_digests);
	while (size) {
		size_t chunk = (size_t)digest_chunk_size(size, 0);

		digest_chunk(backend, p, chunk, ret_digests);
		p += chunk;
		size -= chunk;
		ret_digests += SHA256_SIZE;
	}
}
