/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads the processor's registers. */
#ifndef WARMKEXEC_ARCH_ARM64_PURGATORY_CPU_H
#define WARMKEXEC_ARCH_ARM64_PURGATORY_CPU_H

#include <stdbool.h>
#include <stdint.h>

#include "arch/arm64/regime.h"

#define READ_REGISTER(name)                                                                                                    \
	({                                                                                                                     \
		uint64_t value_;                                                                                               \
		__asm__ volatile("mrs %0, " name : "=r"(value_));                                                              \
		value_;                                                                                                        \
	})

static inline bool cpu_is_el2(void)
{
	return READ_REGISTER("CurrentEL") == CURRENT_EL_EL2;
}

/* At EL2 only. */
static inline bool cpu_is_vhe(void)
{
	return READ_REGISTER("hcr_el2") >> HCR_EL2_E2H_BIT & 1;
}

#endif
