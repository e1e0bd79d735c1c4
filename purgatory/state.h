/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state of a running purgatory.
 *
 * There is no static data: struct purgatory fills the last page below PURGATORY_TABLES, above the stack. Exception vectors find
 * it there even if the stack pointer is lost.
 */
#ifndef WARMKEXEC_PURGATORY_STATE_H
#define WARMKEXEC_PURGATORY_STATE_H

#define PURGATORY_STATE_SIZE 0x1000
/* Offsets in the state, for assembly. */
#define PURGATORY_STATE_ARGUMENT 0
#define PURGATORY_STATE_ENTRY 32

#ifndef __ASSEMBLER__

#include "common/handoff.h"
#include "common/sha256.h"
#include "purgatory/console.h"
#include "purgatory/ramoops.h"

#define BAD_CHUNKS_KEPT 3

/* The chunks of one region whose digests do not match. */
struct bad_chunks {
	uint64_t count;
	struct {
		uint64_t offset; /* in the region */
		uint8_t got[SHA256_SIZE];
	} first[BAD_CHUNKS_KEPT];
};

struct purgatory {
	/*
	 * At first the registers that the purgatory was entered with. When the next kernel is announced, the values of its
	 * first registers, and where it is entered: the entry code loads them from here.
	 */
	uint64_t argument[HANDOFF_ARGUMENTS];
	uint64_t entry;
	uint64_t start;			    /* physical address of the segment */
	const struct handoff *handoff;	    /* NULL until its magic, version and bounds are checked */
	struct handoff_emergency emergency; /* zero unless emergency_is_known */
	bool emergency_is_known;
	struct console console;
	struct ramoops ramoops;
	sha256_backend *sha256;
	bool caches_on;
	uint32_t exceptions;	/* taken so far */
	uint32_t resets;	/* steps of the reset begun so far */
	uint32_t regions_ready; /* regions that are in their place, and in memory rather than only in a cache */
	struct bad_chunks bad[HANDOFF_REGIONS_MAX];
};

_Static_assert(sizeof(struct purgatory) <= PURGATORY_STATE_SIZE, "the state fits above the stack");
_Static_assert(offsetof(struct purgatory, argument) == PURGATORY_STATE_ARGUMENT, "state: argument");
_Static_assert(offsetof(struct purgatory, entry) == PURGATORY_STATE_ENTRY, "state: entry");

#endif /* __ASSEMBLER__ */
#endif
