/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls firmware by the SMC calling convention (Arm DEN 0028) with arguments 0. Returns x0. */
#ifndef WARMKEXEC_ARCH_ARM64_PURGATORY_PSCI_H
#define WARMKEXEC_ARCH_ARM64_PURGATORY_PSCI_H

#include <stdint.h>

uint64_t psci_hvc(uint32_t function);
uint64_t psci_smc(uint32_t function);

#endif
