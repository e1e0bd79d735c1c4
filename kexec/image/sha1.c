/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-1, FIPS 180-4. The usual hash of older FIT images. */
#include <string.h>

#include "common/bytes.h"
#include "kexec/image/checksum-blocks.h"
#include "kexec/image/checksum.h"

static uint32_t rotate_left(uint32_t v, unsigned int n)
{
	return v << n | v >> (32 - n);
}

static uint32_t mix(unsigned int i, uint32_t b, uint32_t c, uint32_t d)
{
	if (i < 20)
		return ((b & c) | (~b & d)) + 0x5a827999;
	if (i < 40)
		return (b ^ c ^ d) + 0x6ed9eba1;
	if (i < 60)
		return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
	return (b ^ c ^ d) + 0xca62c1d6;
}

static void take_block(void *context, const uint8_t *block)
{
	uint32_t *state = context;
	uint32_t w[80], v[5];

	for (unsigned int i = 0; i < 16; i++)
		w[i] = load_be32(block + 4 * i);
	for (unsigned int i = 16; i < 80; i++)
		w[i] = rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	memcpy(v, state, sizeof(v));
	for (unsigned int i = 0; i < 80; i++) {
		uint32_t sum = rotate_left(v[0], 5) + mix(i, v[1], v[2], v[3]) + v[4] + w[i];

		v[4] = v[3];
		v[3] = v[2];
		v[2] = rotate_left(v[1], 30);
		v[1] = v[0];
		v[0] = sum;
	}
	for (unsigned int i = 0; i < 5; i++)
		state[i] += v[i];
}

void checksum_sha1(struct view bytes, uint8_t ret[20])
{
	static const struct checksum_blocks blocks = { .block_size = 64, .length_size = 8, .take_block = take_block };
	uint32_t state[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };

	checksum_take(&blocks, bytes, state);
	for (size_t i = 0; i < 5; i++)
		store_be32(ret + 4 * i, state[i]);
}
