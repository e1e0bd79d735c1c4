/* SPDX-License-Identifier: GPL-2.0-only */
/* The end of the exception vectors that needs no assembly. */
#ifndef WARMKEXEC_ARCH_ARM64_PURGATORY_EXCEPTION_H
#define WARMKEXEC_ARCH_ARM64_PURGATORY_EXCEPTION_H

#include <stdint.h>

struct purgatory;

/*
 * Reports an exception by its ESR_ELx, ELR_ELx and FAR_ELx, with MMU and D-cache off. Returns if the next kernel is to be
 * entered anyway.
 */
void exception_report(struct purgatory *state, uint64_t esr, uint64_t elr, uint64_t far);

#endif
