/* SPDX-License-Identifier: GPL-2.0-only */
/* An order for moves of memory in which nothing is overwritten before it has been moved itself. */
#ifndef WARMKEXEC_PLAN_MOVES_H
#define WARMKEXEC_PLAN_MOVES_H

#include <stddef.h>
#include <stdint.h>

struct diag;

struct move {
	const char *name; /* for messages */
	uint64_t from;	  /* physical */
	uint64_t to;	  /* physical; equal to from: the bytes stay, and must not be overwritten */
	uint64_t size;	  /* bytes */
};

#define MOVES_MAX 32

/*
 * Finds an order in which the moves can be carried out one after the other, each like memmove(): the source and the
 * destination of one move may overlap. If several moves can come next, the first of them in the list does.
 *   ret  room for count indices into move[], in that order; untouched on failure
 *
 * Returns 0, or -errno with the reason:
 *   -E2BIG   there are more than MOVES_MAX moves
 *   -EINVAL  a range ends beyond 64 bits, or two destinations overlap
 *   -ELOOP   some moves wait for each other in a circle
 */
int moves_order(const struct move *move, size_t count, size_t *ret, struct diag *diag);

#endif
