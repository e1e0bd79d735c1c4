/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the purgatory knows while it runs, and what its common part and an architecture ask of each other.
 *
 * There is no static data: struct purgatory lies in the last PURGATORY_STATE_SIZE bytes of the segment, above the stack,
 * where exception vectors find it whatever has become of the stack.
 */
#ifndef WARMKEXEC_PURGATORY_H
#define WARMKEXEC_PURGATORY_H

#include "common/handoff.h"

#define PURGATORY_STATE_SIZE 0x80

#ifndef __ASSEMBLER__

#include "purgatory/console.h"

struct purgatory {
	uint64_t start;		       /* of the segment */
	const struct handoff *handoff; /* NULL until its magic, version and bounds are known to be good */
	struct console console;
	uint32_t exceptions; /* taken so far */
	uint32_t resets;     /* ways of resetting that were tried: for the architecture */
};

_Static_assert(sizeof(struct purgatory) <= PURGATORY_STATE_SIZE, "the state fits above the stack");

/*
 * Called by the architecture's entry code on a fresh stack. Returns when the next kernel may be entered, at the
 * kernel_entry and with the dtb of *handoff; otherwise it does not return.
 */
void purgatory_main(struct purgatory *state, const struct handoff *handoff, uint64_t start);

/* Called by the architecture's exception vectors on a fresh stack: reports, then stops. */
_Noreturn void purgatory_exception(struct purgatory *state, uint64_t syndrome, uint64_t pc, uint64_t address);

/* The architecture's part. */

/* Access to device registers. */
struct bus arch_bus(void);

/* Resets the machine. Returns, having said why, if that cannot be done; each way is tried once, however often it is called. */
void arch_reset(struct purgatory *state);

/* Waits at little power for somebody else to reset the machine. */
_Noreturn void arch_wait(void);

#endif /* __ASSEMBLER__ */
#endif
