/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the machine's memory lies in the virtual machine: at the same addresses if the board can have RAM there. */
#ifndef WARMKEXEC_REHEARSE_REBASE_H
#define WARMKEXEC_REHEARSE_REBASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"

struct blob;
struct diag;
struct memmap;
struct plan;

/* A piece of the machine's memory, and its address in the virtual machine. */
struct rebase_piece {
	struct range from;
	uint64_t to;
};

struct rebase {
	struct rebase_piece *piece; /* ascending, disjoint; from malloc */
	size_t count;
	bool moves;	    /* a piece is at another address */
	struct range board; /* from the start of the board's RAM to the end of the last piece, in whole MiB */
};

/*
 * Finds a place on the board for all memory of the map. If it does not fit as it is, the pieces are moved together, in their
 * order, each to an address that is equal modulo 1 GiB. board: where the board can have RAM. The caller releases *ret.
 * Returns 0, or -errno with the reason:
 *   -ERANGE  the board cannot have that much RAM
 *   -ENODATA the map is empty
 *   -ENOMEM
 */
int rebase_make(const struct memmap *map, struct range board, struct rebase *ret, struct diag *diag);

/* The address in the virtual machine. One that is not in the machine's memory stays. */
uint64_t rebase_address(const struct rebase *rebase, uint64_t address);

/* The same for a range of the machine's memory. */
struct range rebase_range(const struct rebase *rebase, struct range range);

/* Moves all addresses of the plan; its reason keeps the machine's. */
void rebase_plan(const struct rebase *rebase, struct plan *plan);

/* Moves the addresses in an elfcorehdr of elfcorehdr_build(). */
void rebase_elfcorehdr(const struct rebase *rebase, struct blob *elfcorehdr);

/* For CLEANUP(). */
void rebase_release(struct rebase *rebase);

#endif
