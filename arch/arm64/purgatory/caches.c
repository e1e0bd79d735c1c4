/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/purgatory/cpu.h"
#include "arch/arm64/purgatory/mmu.h"
#include "arch/arm64/purgatory/translation.h"
#include "arch/arm64/regime.h"
#include "arch/arm64/sha256/sha256-armv8.h"
#include "common/handoff.h"
#include "purgatory/console.h"
#include "purgatory/contract.h"
#include "purgatory/state.h"

#define ID_AA64ISAR0_SHA2_SHIFT 12 /* 4 bits */

sha256_backend *arch_sha256(void)
{
	return READ_REGISTER("id_aa64isar0_el1") >> ID_AA64ISAR0_SHA2_SHIFT & 0xf ? sha256_init_armv8 : sha256_init;
}

const char *arch_caches_on(struct purgatory *state)
{
	const struct translation_facts facts = {
		.plain_el2 = cpu_is_el2() && !cpu_is_vhe(),
		.mmfr0 = READ_REGISTER("id_aa64mmfr0_el1"),
	};
	struct translation translation;
	const char *why_not = translation_choose(state->handoff, &facts, &translation);

	if (!why_not)
		mmu_on(&translation, state->start + PURGATORY_STACK, state->start + PURGATORY_TABLES);
	return why_not;
}

void arch_caches_off(struct purgatory *state)
{
	mmu_off(state->start, state->start + state->handoff->written);
}

void arch_clean(uint64_t address, uint64_t size)
{
	cache_clean(address, size);
}

void arch_describe(struct purgatory *state)
{
	struct console *console = &state->console;
	uint64_t sctlr = cpu_is_el2() ? READ_REGISTER("sctlr_el2") : READ_REGISTER("sctlr_el1");

	console_text(console, !cpu_is_el2() ? "EL1" : cpu_is_vhe() ? "EL2 VHE" : "EL2");
	console_text(console, (sctlr & SCTLR_MMU_ON) == SCTLR_MMU_ON ? ", MMU and caches on" : ", MMU off, I-cache on");
	console_text(console, " (SCTLR ");
	console_number(console, sctlr);
	console_text(console, ")");
}
