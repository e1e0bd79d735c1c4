/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/purgatory/cpu.h"
#include "arch/arm64/purgatory/psci.h"
#include "common/handoff.h"
#include "purgatory/purgatory.h"

#define PSCI_SYSTEM_RESET 0x84000009 /* Arm DEN 0022, 5.10 */

/* Bits of purgatory.resets */
#define BY_HVC (1u << HANDOFF_PSCI_HVC)
#define BY_SMC (1u << HANDOFF_PSCI_SMC)

/*
 * The ways that may work here. At EL2 firmware is above us and HVC would come back to our own vectors. Where
 * nothing is known the two that do not work are an undefined instruction (our vectors come back here) or an error code.
 */
static uint32_t conduits(const struct purgatory *state)
{
	if (state->emergency_is_known && state->emergency.psci == HANDOFF_PSCI_NONE)
		return 0;
	if (cpu_is_el2())
		return BY_SMC;
	if (!state->emergency_is_known)
		return BY_HVC | BY_SMC;
	return state->emergency.psci == HANDOFF_PSCI_HVC ? BY_HVC : BY_SMC;
}

static void try_conduit(struct purgatory *state, uint32_t conduit)
{
	uint64_t result;

	if (!(conduits(state) & ~state->resets & conduit))
		return;
	state->resets |= conduit;
	result = conduit == BY_HVC ? psci_hvc(PSCI_SYSTEM_RESET) : psci_smc(PSCI_SYSTEM_RESET);
	console_text(&state->console, "purgatory: PSCI SYSTEM_RESET returned ");
	console_number(&state->console, result);
	console_text(&state->console, "\n");
}

void arch_reset(struct purgatory *state)
{
	if (!conduits(state))
		console_text(&state->console, "purgatory: the machine has no PSCI\n");
	try_conduit(state, BY_HVC);
	try_conduit(state, BY_SMC);
}

void arch_wait(void)
{
	for (;;)
		__asm__ volatile("wfi");
}
