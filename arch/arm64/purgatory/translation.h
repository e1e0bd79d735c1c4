/* SPDX-License-Identifier: GPL-2.0-only */
/* Chooses the register values with which the MMU is turned on. Pure code: tested on any host. */
#ifndef WARMKEXEC_ARCH_ARM64_PURGATORY_TRANSLATION_H
#define WARMKEXEC_ARCH_ARM64_PURGATORY_TRANSLATION_H

#include <stdbool.h>
#include <stdint.h>

struct handoff;

/* The values for mmu_on(), in the order in which it loads them. */
struct translation {
	uint64_t mair;
	uint64_t tcr;
	uint64_t ttbr0;
};

/* Facts of the processor. */
struct translation_facts {
	bool plain_el2; /* EL2 without HCR_EL2.E2H */
	uint64_t mmfr0; /* ID_AA64MMFR0_EL1 */
};

/* Returns NULL and sets *ret, or returns the reason, a text for the report, why this processor cannot use the handoff's tables.
 */
const char *translation_choose(const struct handoff *handoff, const struct translation_facts *facts, struct translation *ret);

#endif
