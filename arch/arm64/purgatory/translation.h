/* SPDX-License-Identifier: GPL-2.0-only */
/* What the MMU is turned on with, and whether it can be: pure, so that it is tested on any host. */
#ifndef WARMKEXEC_ARCH_ARM64_PURGATORY_TRANSLATION_H
#define WARMKEXEC_ARCH_ARM64_PURGATORY_TRANSLATION_H

#include <stdbool.h>
#include <stdint.h>

struct handoff;

/* Of mmu_on(), in its order. */
struct translation {
	uint64_t mair;
	uint64_t tcr;
	uint64_t ttbr0;
};

/* What the processor says of itself. */
struct translation_facts {
	bool plain_el2; /* EL2 without HCR_EL2.E2H */
	uint64_t mmfr0; /* ID_AA64MMFR0_EL1 */
};

/* Returns NULL and the values for the tables of the handoff, or why they cannot be used here, in words. */
const char *translation_choose(const struct handoff *handoff, const struct translation_facts *facts, struct translation *ret);

#endif
