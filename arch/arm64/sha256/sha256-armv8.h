/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WARMKEXEC_ARCH_ARM64_SHA256_SHA256_ARMV8_H
#define WARMKEXEC_ARCH_ARM64_SHA256_SHA256_ARMV8_H

#include "common/sha256.h"

#pragma GCC visibility push(hidden)

/*
 * The back end with Armv8 FEAT_SHA256. The processor must have it (ID_AA64ISAR0_EL1.SHA2 is not 0; HWCAP_SHA2), vector
 * registers must not trap (CPACR_EL1.FPEN, CPTR_EL2), and streaming mode must be off (SMSTOP). Works with the MMU off. Changes
 * v0-v7 and v16-v31, and the upper halves of v8-v15. Little-endian only.
 */
void sha256_init_armv8(struct sha256 *ctx);

#pragma GCC visibility pop
#endif
