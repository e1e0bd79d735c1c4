/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/plan/moves.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "common/bytes.h"
#include "common/range.h"
#include "kexec/base/diag.h"

static struct range source(const struct move *move)
{
	return (struct range){ move->from, move->from + move->size };
}

static struct range destination(const struct move *move)
{
	return (struct range){ move->to, move->to + move->size };
}

static int check_ends(const struct move *move, struct diag *diag)
{
	uint64_t end;

	if (add_u64(move->from, move->size, &end) && add_u64(move->to, move->size, &end))
		return 0;
	return diag_fail(diag, -EINVAL,
			 "%s cannot be moved from %#" PRIx64 " to %#" PRIx64 ": %#" PRIx64 " bytes end beyond 64 bits",
			 move->name, move->from, move->to, move->size);
}

static int check(const struct move *move, size_t count, struct diag *diag)
{
	int error = 0;

	if (count > MOVES_MAX)
		return diag_fail(diag, -E2BIG, "%zu parts to move, at most %d are possible", count, MOVES_MAX);
	for (size_t i = 0; i < count && !error; i++)
		error = check_ends(&move[i], diag);
	for (size_t i = 0; i < count && !error; i++)
		for (size_t j = 0; j < i && !error; j++)
			if (range_overlaps(destination(&move[i]), destination(&move[j])))
				error = diag_fail(diag, -EINVAL, "%s and %s would both lie at %#" PRIx64, move[j].name,
						  move[i].name,
						  range_intersect(destination(&move[i]), destination(&move[j])).start);
	return error;
}

/* The first source that move i would overwrite before it is read. NULL if there is none, or if the bytes of i stay. */
static const struct move *in_the_way(const struct move *move, size_t count, const bool *done, size_t i)
{
	for (size_t j = 0; j < count; j++)
		if (j != i && !done[j] && move[i].from != move[i].to && range_overlaps(destination(&move[i]), source(&move[j])))
			return &move[j];
	return NULL;
}

/* The index of the first move that can come next; count if none can. */
static size_t find_next(const struct move *move, size_t count, const bool *done)
{
	for (size_t i = 0; i < count; i++)
		if (!done[i] && !in_the_way(move, count, done, i))
			return i;
	return count;
}

/* Each move that is left waits for another, so following these waits count times ends inside a circle. */
static int fail_circle(const struct move *move, size_t count, const bool *done, struct diag *diag)
{
	const struct move *at = move, *next;

	while (done[at - move])
		at++;
	for (size_t i = 0; i < count; i++)
		at = in_the_way(move, count, done, (size_t)(at - move));
	next = in_the_way(move, count, done, (size_t)(at - move));
	return diag_fail(diag, -ELOOP,
			 "%s at %#" PRIx64 " cannot be moved to %#" PRIx64 " before %s is moved away from %#" PRIx64
			 ", and that move waits for this one",
			 at->name, at->from, at->to, next->name, next->from);
}

int moves_order(const struct move *move, size_t count, size_t *ret, struct diag *diag)
{
	bool done[MOVES_MAX] = { false };
	size_t order[MOVES_MAX];
	int error = check(move, count, diag);

	if (error)
		return error;
	for (size_t n = 0; n < count; n++) {
		order[n] = find_next(move, count, done);
		if (order[n] == count)
			return fail_circle(move, count, done, diag);
		done[order[n]] = true;
	}
	if (count)
		memcpy(ret, order, count * sizeof(*ret));
	return 0;
}
