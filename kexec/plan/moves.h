/* SPDX-License-Identifier: GPL-2.0-only */
/* In which order memory is moved, so that nothing is overwritten before it was moved itself. */
#ifndef WARMKEXEC_PLAN_MOVES_H
#define WARMKEXEC_PLAN_MOVES_H

#include <stddef.h>
#include <stdint.h>

struct diag;

struct move {
	const char *name; /* for messages */
	uint64_t from;
	uint64_t to; /* equal to from for what must stay as it is */
	uint64_t size;
};

#define MOVES_MAX 32

/*
 * Fills ret with the indices of all moves in an order in which they can be carried out one after the other, each as by
 * memmove(): a move may overlap itself. Among those that could come next, the first of the list does.
 *
 * Returns 0, or with the reason: -E2BIG more than MOVES_MAX; -EINVAL a range ends beyond 64 bits, or two would end up in the
 * same place; -ELOOP some wait for each other in a circle. ret is untouched on failure.
 */
int moves_order(const struct move *move, size_t count, size_t *ret, struct diag *diag);

#endif
