/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/purgatory.h"

/* In purgatory-blob.S, or in purgatory-none.S, where they are the same. */
extern const uint8_t arm64_purgatory_start[];
extern const uint8_t arm64_purgatory_end[];

struct view arm64_purgatory(void)
{
	return (struct view){
		.data = arm64_purgatory_start,
		.size = (size_t)((uintptr_t)arm64_purgatory_end - (uintptr_t)arm64_purgatory_start),
	};
}
