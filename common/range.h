/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A range of physical addresses: [start, end), half open, 64 bits on every host.
 *
 * A range is empty if end <= start. No function below overflows for any input.
 */
#ifndef WARMKEXEC_COMMON_RANGE_H
#define WARMKEXEC_COMMON_RANGE_H

#include <stdbool.h>
#include <stdint.h>

struct range {
	uint64_t start;
	uint64_t end;
};

static inline bool range_is_empty(struct range r)
{
	return r.end <= r.start;
}

/* Returns the bytes in the range, 0 if it is empty. */
static inline uint64_t range_size(struct range r)
{
	return range_is_empty(r) ? 0 : r.end - r.start;
}

/* An empty range overlaps nothing. */
static inline bool range_overlaps(struct range a, struct range b)
{
	return !range_is_empty(a) && !range_is_empty(b) && a.start < b.end && b.start < a.end;
}

/* No range contains an empty one. */
static inline bool range_contains(struct range outer, struct range inner)
{
	return !range_is_empty(inner) && outer.start <= inner.start && inner.end <= outer.end;
}

static inline bool range_contains_address(struct range r, uint64_t address)
{
	return r.start <= address && address < r.end;
}

/* Returns the part that both have in common; empty if they do not overlap. */
static inline struct range range_intersect(struct range a, struct range b)
{
	struct range r = {
		.start = a.start > b.start ? a.start : b.start,
		.end = a.end < b.end ? a.end : b.end,
	};
	if (range_is_empty(r))
		r.end = r.start;
	return r;
}

#endif
