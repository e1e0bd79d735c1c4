/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the purgatory knows while it runs, and what its common part and an architecture ask of each other.
 *
 * There is no static data: struct purgatory lies at the end of the pages at PURGATORY_STACK, above the stack, where exception
 * vectors find it whatever has become of the stack.
 */
#ifndef WARMKEXEC_PURGATORY_PURGATORY_H
#define WARMKEXEC_PURGATORY_PURGATORY_H

#include "common/handoff.h"

#define PURGATORY_STATE_SIZE 0x1000

#ifndef __ASSEMBLER__

#include "common/sha256.h"
#include "purgatory/console.h"
#include "purgatory/ramoops.h"

#define BAD_CHUNKS_KEPT 3

/* A region's chunks whose digests do not match. */
struct bad_chunks {
	uint64_t count;
	struct {
		uint64_t offset; /* in the region */
		uint8_t got[SHA256_SIZE];
	} first[BAD_CHUNKS_KEPT];
};

struct purgatory {
	uint64_t start;			    /* of the segment */
	const struct handoff *handoff;	    /* NULL until its magic, version and bounds are known to be good */
	struct handoff_emergency emergency; /* all 0 until then */
	bool emergency_is_known;
	struct console console;
	struct ramoops ramoops;
	sha256_backend *sha256;
	bool caches_on;
	uint32_t exceptions;	/* reported, or begun to be */
	uint32_t resets;	/* ways of resetting that were tried: for the architecture */
	uint32_t regions_ready; /* those before are where they must be, and in memory rather than in a cache */
	struct bad_chunks bad[HANDOFF_REGIONS_MAX];
};

_Static_assert(sizeof(struct purgatory) <= PURGATORY_STATE_SIZE, "the state fits above the stack");

/* Symbols of the program itself, or it would look for their addresses in a table. */
#pragma GCC visibility push(hidden)

/*
 * Called by the architecture's entry code on a fresh stack, with MMU and D-cache off. Returns, in the same state, when the next
 * kernel may be entered, at the kernel_entry and with the dtb of *handoff; otherwise it does not return.
 */
void purgatory_main(struct purgatory *state, const struct handoff *handoff, uint64_t start);

/*
 * Called by the architecture's exception vectors on a fresh stack, with MMU and D-cache off again: reports. Returns if the next
 * kernel is to be entered all the same.
 */
void purgatory_exception(struct purgatory *state, uint64_t syndrome, uint64_t pc, uint64_t address);

/* From here on what is said is for the next kernel, too. Only with the MMU off: the ramoops zone is not mapped. */
void purgatory_begin_report(struct purgatory *state);

/* ---- verify.c ---- */

/* Code, handoff, tables and digests, by portable C. False, and a report, when they are not what the loader wrote. */
bool verify_own(struct purgatory *state);

/* Verifies, moves and cleans every region, unless HANDOFF_SKIP_CHECKS says only to move and clean; takes note of what is bad.
 */
void verify_regions(struct purgatory *state);

/* Reports what is bad, having tried it once more by portable C. To be called with MMU and D-cache off. Is all well? */
bool verify_report(struct purgatory *state);

/* ---- the architecture's part ---- */

/* Access to device registers. */
struct bus arch_bus(void);

/* The fastest back end that this processor has. */
sha256_backend *arch_sha256(void);

/* Turns MMU and caches on by the handoff's tables. Returns NULL, or in words why that cannot be. */
const char *arch_caches_on(struct purgatory *state);

/*
 * Turns MMU and D-cache off; all of the segment is in memory then, and in no cache. Whatever else was written must have been
 * cleaned. Returns to its caller, in the same place with the same stack.
 */
void arch_caches_off(struct purgatory *state);

/* Writes back and invalidates to the point of coherency, by address, and waits for it. */
void arch_clean(uint64_t address, uint64_t size);

/* memmove(); both addresses are 8-byte aligned. */
void arch_move(uint64_t to, uint64_t from, uint64_t size);

/* "EL2, MMU and caches on (SCTLR 0x30501805)", as it is now, to the console. */
void arch_describe(struct purgatory *state);

/* Resets the machine. Returns, having said why, if that cannot be done; each way is tried once, however often it is called. */
void arch_reset(struct purgatory *state);

/* Waits at little power for somebody else to reset the machine. */
_Noreturn void arch_wait(void);

#pragma GCC visibility pop

#endif /* __ASSEMBLER__ */
#endif
