/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/purgatory/translation.h"

#include "arch/arm64/regime.h"
#include "common/handoff.h"

#define PARANGE_MOST 6 /* 52 bits */

static unsigned int field(uint64_t value, unsigned int shift)
{
	return value >> shift & 0xf;
}

/* Returns the bits of a physical address, from ID_AA64MMFR0_EL1.PARange (Arm ARM D24.2). */
static unsigned int address_bits(unsigned int range)
{
	static const uint8_t bits[] = { 32, 36, 40, 42, 44, 48, 52 };

	return bits[range < PARANGE_MOST ? range : PARANGE_MOST];
}

static uint64_t highest(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Returns the end of the mapped memory. The UART is not counted: it is dispensable. */
static uint64_t end_of_memory(const struct handoff *handoff)
{
	uint64_t end = handoff->segment + handoff->written;

	for (uint32_t i = 0; i < handoff->region_count; i++) {
		const struct handoff_region *region = &handoff->region[i];

		end = highest(end, highest(region->start, region->staged) + region->size);
	}
	return end;
}

const char *translation_choose(const struct handoff *handoff, const struct translation_facts *facts, struct translation *ret)
{
	unsigned int granule = field(facts->mmfr0, ID_AA64MMFR0_TGRAN4_SHIFT);
	unsigned int range = field(facts->mmfr0, ID_AA64MMFR0_PARANGE_SHIFT);
	uint64_t size = range < TCR_PS_MOST ? range : TCR_PS_MOST;

	if (!handoff->tables)
		return "no page tables";
	if (granule > 1)
		return "the processor has no 4 KiB pages";
	if ((end_of_memory(handoff) - 1) >> address_bits((unsigned int)size))
		return "the memory lies beyond the processor's physical addresses";
	ret->mair = MAIR_VALUE;
	ret->tcr = facts->plain_el2 ? TCR_EL2_VALUE | size << TCR_EL2_PS_SHIFT : TCR_EL1_VALUE | size << TCR_EL1_IPS_SHIFT;
	ret->ttbr0 = handoff->tables;
	return NULL;
}
