/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WARMKEXEC_ARCH_X86_64_SHA256_SHA256_X86_H
#define WARMKEXEC_ARCH_X86_64_SHA256_SHA256_X86_H

#include "common/sha256.h"

#pragma GCC visibility push(hidden)

/* The back end with SHA extensions (CPUID 7.0 EBX bit 29), SSSE3 and SSE4.1 (CPUID 1 ECX bits 9 and 19). */
void sha256_init_x86(struct sha256 *ctx);

#pragma GCC visibility pop
#endif
