/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/sha256/sha256-armv8.h"

#define VECTOR_SIZE 16 /* with the MMU off an unaligned access faults (Arm ARM B2.5.2) */

/* sha256-armv8-blocks.S */
#pragma GCC visibility push(hidden)
sha256_blocks sha256_armv8_blocks;
sha256_copy_blocks sha256_armv8_copy_blocks;
sha256_pair_blocks sha256_armv8_pair_blocks;
#pragma GCC visibility pop

void sha256_init_armv8(struct sha256 *ctx)
{
	sha256_init(ctx);
	ctx->blocks = sha256_armv8_blocks;
	ctx->copy_blocks = sha256_armv8_copy_blocks;
	ctx->pair_blocks = sha256_armv8_pair_blocks;
	ctx->align = VECTOR_SIZE;
}
