/* SPDX-License-Identifier: GPL-2.0-only */
/* The common part of the purgatory: the architecture's entry code and exception vectors call these functions. */
#ifndef WARMKEXEC_PURGATORY_PURGATORY_H
#define WARMKEXEC_PURGATORY_PURGATORY_H

#include <stdint.h>

struct handoff;
struct purgatory;

/* An exception, in the words of the architecture. */
struct exception {
	const char *cause_name; /* of the register with the cause, for the report */
	const char *pc_name;
	const char *address_name;
	uint64_t cause;
	uint64_t pc;	  /* the instruction */
	uint64_t address; /* the memory that it accessed */
};

#pragma GCC visibility push(hidden)

/*
 * Verifies everything, moves what is staged, reports. Called on a fresh stack with the caches in the state in which the old
 * kernel left them; start is the address of the segment, received are the HANDOFF_ARGUMENTS first registers at entry.
 *
 * Returns, with the caches in the same state, if the next kernel is to be entered at state->entry with the registers in
 * state->argument. Otherwise it does not return.
 */
void purgatory_main(struct purgatory *state, const struct handoff *handoff, uint64_t start, const uint64_t *received);

/*
 * Reports an exception. Called by the vectors on a fresh stack, with the caches as at entry. Returns as purgatory_main() does
 * if the next kernel is to be entered anyway.
 */
void purgatory_exception(struct purgatory *state, const struct exception *exception);

#pragma GCC visibility pop
#endif
