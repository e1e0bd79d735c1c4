/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/sha256-best.h"

#include <cpuid.h>
#include <stdbool.h>

#include "arch/x86_64/sha256/sha256-x86.h"

/* Intel SDM, volume 2A, CPUID; the names are <cpuid.h>'s */
static bool has_sha(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid(1, &a, &b, &c, &d) && c & bit_SSSE3 && c & bit_SSE4_1 && __get_cpuid_count(7, 0, &a, &b, &c, &d) &&
	       b & bit_SHA;
}

sha256_backend *sha256_best(void)
{
	return has_sha() ? sha256_init_x86 : sha256_init;
}
