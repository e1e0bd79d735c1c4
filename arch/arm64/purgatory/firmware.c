/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/conduit.h"
#include "arch/arm64/purgatory/cpu.h"
#include "arch/arm64/purgatory/psci.h"
#include "common/handoff.h"
#include "purgatory/contract.h"

#define PSCI_SYSTEM_RESET 0x84000009 /* Arm DEN 0022, 5.10 */

/* At EL2 an HVC would come back to our own vectors: firmware is at EL3. */
uint64_t arch_firmware_reset(uint64_t code)
{
	return code == ARM64_CONDUIT_HVC && !cpu_is_el2() ? psci_hvc(PSCI_SYSTEM_RESET) : psci_smc(PSCI_SYSTEM_RESET);
}

/* A conduit that does not exist returns an error, or is an undefined instruction and ends in our vectors. */
void arch_default_reset(uint32_t i, struct handoff_reset *ret)
{
	*ret = (struct handoff_reset){ .kind = HANDOFF_RESET_NONE };
	if (i > 1)
		return;
	ret->kind = HANDOFF_RESET_FIRMWARE;
	ret->value = i ? ARM64_CONDUIT_SMC : ARM64_CONDUIT_HVC;
}

/* Arm ARM D12.2.2: without ISB the counter may be read before the work that is timed. */
uint64_t arch_ticks(void)
{
	__asm__ volatile("isb" ::: "memory");
	return READ_REGISTER("cntvct_el0");
}

uint64_t arch_ticks_per_second(void)
{
	return READ_REGISTER("cntfrq_el0");
}

void arch_wait(void)
{
	for (;;)
		__asm__ volatile("wfi");
}
