/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The architecture's part of the purgatory: the common part calls these functions, arch/NAME/purgatory/ defines them.
 *
 * An architecture whose caches are always on takes tables of 0 bytes from the loader; arch_caches_on() and arch_caches_off()
 * then only report that, and arch_clean() does nothing.
 */
#ifndef WARMKEXEC_PURGATORY_CONTRACT_H
#define WARMKEXEC_PURGATORY_CONTRACT_H

#include <stdint.h>

#include "common/sha256.h"

struct bus;
struct handoff_reset;
struct purgatory;

/* Symbols of the program itself; otherwise the compiler would look for their addresses in a table. */
#pragma GCC visibility push(hidden)

/* Returns the access to a space (enum handoff_space). Its members are NULL if the processor has no such space. */
struct bus arch_bus(uint32_t space);

/* Returns the fastest SHA-256 back end that this processor supports. */
sha256_backend *arch_sha256(void);

/*
 * Turns caches on, if necessary with the handoff's tables. Returns NULL if they are on, or the reason, a text for the report,
 * why they stay off.
 */
const char *arch_caches_on(struct purgatory *state);

/*
 * Turns off what arch_caches_on() turned on and writes the whole segment back to memory, stack included. Other memory that was
 * written must have been cleaned before. Returns to its caller on the same stack.
 */
void arch_caches_off(struct purgatory *state);

/* Writes [address, address + size) back to memory and drops it from all caches; waits until that is complete. */
void arch_clean(uint64_t address, uint64_t size);

/* As memmove(); both addresses are 8-byte aligned. */
void arch_move(uint64_t to, uint64_t from, uint64_t size);

/* Writes the present mode of the processor to the console, for example "EL2, MMU and caches on (SCTLR 0x30501805)". */
void arch_describe(struct purgatory *state);

/* Calls firmware to reset the machine; code is the value of the step. Returns the error of the firmware if it returns at all.
 */
uint64_t arch_firmware_reset(uint64_t code);

/*
 * Sets *ret to step number i, below HANDOFF_RESETS_MAX, of a reset on a machine of which nothing is known. Kind NONE if there
 * are fewer steps.
 */
void arch_default_reset(uint32_t i, struct handoff_reset *ret);

/* A counter of time that nothing stops, and its steps in a second as firmware has set them; 0: the processor has none. */
uint64_t arch_ticks(void);
uint64_t arch_ticks_per_second(void);

/* Waits, at low power, until somebody else resets the machine. */
_Noreturn void arch_wait(void);

#pragma GCC visibility pop
#endif
