/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/checksum-blocks.h"

#include <string.h>

#include "common/bytes.h"

void checksum_take(const struct checksum_blocks *blocks, struct view bytes, void *state)
{
	uint8_t tail[2 * CHECKSUM_BLOCK_MAX] = { 0 };
	size_t block = blocks->block_size;
	size_t whole = bytes.size / block * block, rest = bytes.size - whole;
	size_t end = rest < block - blocks->length_size ? block : 2 * block;

	for (size_t i = 0; i < whole; i += block)
		blocks->take_block(state, bytes.data + i);
	if (rest)
		memcpy(tail, bytes.data + whole, rest);
	tail[rest] = 0x80;
	if (blocks->is_little_endian)
		store_le64(tail + end - 8, (uint64_t)bytes.size * 8);
	else
		store_be64(tail + end - 8, (uint64_t)bytes.size * 8);
	for (size_t i = 0; i < end; i += block)
		blocks->take_block(state, tail + i);
}
