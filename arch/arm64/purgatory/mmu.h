/* SPDX-License-Identifier: GPL-2.0-only */
/* The effects of what translation.h decides. */
#ifndef WARMKEXEC_ARCH_ARM64_PURGATORY_MMU_H
#define WARMKEXEC_ARCH_ARM64_PURGATORY_MMU_H

#include <stdint.h>

struct translation;

/*
 * Turns MMU, D-cache and I-cache on. [from, to) is all that was written since the caches went off, in whole cache lines, and is
 * invalidated as the last thing before: no line of it may hold anything that memory does not have.
 */
void mmu_on(const struct translation *translation, uint64_t from, uint64_t to);

/*
 * Writes [from, to) back, which is all that was written and not yet cleaned, the stack included, and turns MMU and D-cache off.
 * The I-cache stays on. Nothing is lost when they are off already.
 */
void mmu_off(uint64_t from, uint64_t to);

/* dc civac of [address, address + size), and waits for it. */
void cache_clean(uint64_t address, uint64_t size);

#endif
