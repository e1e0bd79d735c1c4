/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/purgatory/exception.h"

#include "purgatory/purgatory.h"

void exception_report(struct purgatory *state, uint64_t esr, uint64_t elr, uint64_t far)
{
	const struct exception exception = {
		.cause_name = "ESR",
		.pc_name = "ELR",
		.address_name = "FAR",
		.cause = esr,
		.pc = elr,
		.address = far,
	};

	purgatory_exception(state, &exception);
}
