/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How PSCI is called (Arm DEN 0022, "conduit"): the value of a HANDOFF_RESET_FIRMWARE step on arm64. The loader writes it, the
 * purgatory reads it.
 */
#ifndef WARMKEXEC_ARCH_ARM64_CONDUIT_H
#define WARMKEXEC_ARCH_ARM64_CONDUIT_H

/* At EL1. At EL2 the conduit is always SMC. */
enum arm64_conduit {
	ARM64_CONDUIT_NONE = 0, /* no reset step */
	ARM64_CONDUIT_HVC = 1,
	ARM64_CONDUIT_SMC = 2,
};

#endif
