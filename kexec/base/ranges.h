/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A list of physical ranges that can grow. "Ascending" means sorted by start and disjoint. "Merged" means ascending, and no two
 * ranges touch.
 */
#ifndef WARMKEXEC_BASE_RANGES_H
#define WARMKEXEC_BASE_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"

struct ranges {
	struct range *range; /* from malloc if the list grew here or will be released */
	size_t count;
};

/* Appends a range as it is; an empty range is ignored. Returns 0 or -ENOMEM (the list is unchanged then). */
int ranges_append(struct ranges *ranges, struct range range);

/* Like ranges_append(), but joins the range to the last one if it starts at the end of that. */
int ranges_append_joined(struct ranges *ranges, struct range range);

/* Sorts the list and merges ranges that overlap or touch. No range may be empty. Allocates nothing. */
void ranges_merge(struct ranges *ranges);

/*
 * Copies the parts of some ranges that no hole covers.
 *   from   ascending
 *   holes  in any order; they may overlap
 *   ret    ascending; the caller owns it: ranges_release(); untouched on failure
 * Returns 0 or -ENOMEM.
 */
int ranges_without(const struct ranges *from, const struct ranges *holes, struct ranges *ret);

/*
 * Returns the number of bytes in `had` that are not in `has`; both are ascending. *ret_first: the first missing piece, empty if
 * nothing is missing. Takes time proportional to the lengths of both lists.
 */
uint64_t ranges_missing(const struct ranges *had, const struct ranges *has, struct range *ret_first);

/* The index of the first of count ascending ranges that ends above the address; count if there is none. A binary search. */
size_t ranges_first_above(const struct range *range, size_t count, uint64_t address);

/* Does one range of the list contain all of inner? False if inner is empty. */
bool ranges_contain(const struct ranges *ranges, struct range inner);

/* Hands the list on: the caller owns the returned list, *ranges is empty afterwards. */
struct ranges ranges_take(struct ranges *ranges);

/* Frees the ranges; the list is empty afterwards. For CLEANUP(). */
void ranges_release(struct ranges *ranges);

#endif
