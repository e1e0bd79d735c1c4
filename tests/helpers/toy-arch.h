/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An architecture that nobody has built. It differs from arm64 in all that arch/arch.h leaves open: its kernel is entered behind its
 * start and has a lowest address; there is no devicetree, but boot data with the command line inside, which holds words that depend on
 * the plan; the running kernel takes pages of its own out of a crash region; the purgatory needs no page tables, receives the first
 * argument from the running kernel, and resets the machine by a port.
 */
#ifndef WARMKEXEC_TESTS_HELPERS_TOY_ARCH_H
#define WARMKEXEC_TESTS_HELPERS_TOY_ARCH_H

#include <stdint.h>

#include "arch/arch.h"

#define TOY_ENTRY_OFFSET 0x200
#define TOY_LOWEST (UINT64_C(16) << 20)
#define TOY_HOLE (UINT64_C(64) << 10)
#define TOY_MAGIC "TOYKERNL" /* 8 bytes, followed by the memory size and the longest command line, 32 bits each */

/* The boot data: eight numbers of 64 bits, then the crash regions, two numbers each, then the command line with its NUL. */
enum toy_boot { TOY_INITRD, TOY_INITRD_SIZE, TOY_ELFCOREHDR, TOY_ELFCOREHDR_SIZE, TOY_REGIONS, TOY_NUMBERS };

extern const struct arch arch_toy;

#endif
