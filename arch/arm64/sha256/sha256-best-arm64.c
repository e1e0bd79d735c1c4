/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/sha256-best.h"

#include <sys/auxv.h>

#include "arch/arm64/sha256/sha256-armv8.h"

#ifndef HWCAP_SHA2
#define HWCAP_SHA2 (1 << 6) /* Linux, Documentation/arch/arm64/elf_hwcaps.rst */
#endif

/* A program that has getauxval() runs with the MMU on. */
static void start_armv8(struct sha256 *ctx)
{
	sha256_init_armv8(ctx);
	ctx->align = 1;
}

sha256_backend *sha256_best(void)
{
	return getauxval(AT_HWCAP) & HWCAP_SHA2 ? start_armv8 : sha256_init;
}
