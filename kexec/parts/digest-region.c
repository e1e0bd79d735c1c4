/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/digest-region.h"

#include "common/digest.h"
#include "common/handoff.h"

#define PAIR (2 * (size_t)HANDOFF_CHUNK_SIZE)

void digest_region(sha256_backend *backend, const void *data, size_t size, uint8_t *ret_digests)
{
	const uint8_t *p = data;

	if (digest_can_pair(backend, NULL, p))
		for (; size >= PAIR; size -= PAIR, p += PAIR, ret_digests += 2 * SHA256_SIZE)
			digest_two_chunks(backend, NULL, p, ret_digests);
	while (size) {
		size_t chunk = (size_t)digest_chunk_size(size, 0);

		digest_chunk(backend, p, chunk, ret_digests);
		p += chunk;
		size -= chunk;
		ret_digests += SHA256_SIZE;
	}
}
