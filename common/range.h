/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * [start, end): physical addresses, half open, 64 bits on every host.
 *
 * A range is empty when end <= start. Every predicate below is total: no input, however hostile, overflows.
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

/* Bytes in the range, 0 when it is empty. */
static inline uint64_t range_size(struct range r)
{
	return range_is_empty(r) ? 0 : r.end - r.start;
}

/* An empty range overlaps nothing. */
static inline bool range_overlaps(struct range a, struct range b)
{
	return !range_is_empty(a) && !range_is_empty(b) && a.start < b.end && b.start < a.end;
}

/* An empty inner range is contained in nothing. */
static inline bool range_contains(struct range outer, struct range inner)
{
	return !range_is_empty(inner) && outer.start <= inner.start && inner.end <= outer.end;
}

static inline bool range_contains_address(struct range r, uint64_t address)
{
	return r.start <= address && address < r.end;
}

/* What both have; empty when they do not overlap. */
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
