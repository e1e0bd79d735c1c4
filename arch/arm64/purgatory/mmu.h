/* SPDX-License-Identifier: GPL-2.0-only */
/* Turns MMU and caches on and off; translation.h chooses the register values. */
#ifndef WARMKEXEC_ARCH_ARM64_PURGATORY_MMU_H
#define WARMKEXEC_ARCH_ARM64_PURGATORY_MMU_H

#include <stdint.h>

struct translation;

/*
 * Turns MMU, D-cache and I-cache on. [from, to), whole cache lines, is all memory that was written since the caches went off.
 * It is invalidated as the last step before: none of its lines may hold data that memory lacks.
 */
void mmu_on(const struct translation *translation, uint64_t from, uint64_t to);

/*
 * Writes [from, to) back and turns MMU and D-cache off; the I-cache stays on. [from, to) is all memory that was written and not
 * cleaned yet, including the stack. Harmless if they are off already.
 */
void mmu_off(uint64_t from, uint64_t to);

/* Cleans and invalidates [address, address + size) by dc civac, and waits until that is complete. */
void cache_clean(uint64_t address, uint64_t size);

#endif
