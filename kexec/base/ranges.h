/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A list of physical ranges that grows. "Ascending" means sorted by start and disjoint; "merged" means that no two ranges touch
 * either.
 */
#ifndef WARMKEXEC_BASE_RANGES_H
#define WARMKEXEC_BASE_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"

struct ranges {
	struct range *range; /* from malloc if the list was grown or is to be released */
	size_t count;
};

/* Appends a range as it is; an empty one is left out. Returns 0 or -ENOMEM (the list is unchanged then). */
int ranges_append(struct ranges *ranges, struct range range);

/* Like ranges_append(), but a range that starts where the last one ends is joined to it. */
int ranges_append_joined(struct ranges *ranges, struct range range);

/* Sorts the list, none of whose ranges is empty, and merges ranges that overlap or touch. Allocates nothing. */
void ranges_merge(struct ranges *ranges);

/* Copies the parts of `from` (ascending) that no hole covers; the holes may be in any order. *ret: ascending. 0 or -ENOMEM. */
int ranges_without(const struct ranges *from, const struct ranges *holes, struct ranges *ret);

/*
 * Counts the bytes of `had` that `has` lacks; both are ascending. *ret_first: the first missing piece, empty if nothing is
 * missing. Takes time proportional to the lengths of both lists.
 */
uint64_t ranges_missing(const struct ranges *had, const struct ranges *has, struct range *ret_first);

/* Does one range of the list contain all of inner? An empty inner range is contained in nothing. */
bool ranges_contain(const struct ranges *ranges, struct range inner);

/* Hands the list on: the caller owns what was in *ranges, which is empty afterwards. */
struct ranges ranges_take(struct ranges *ranges);

/* For CLEANUP(). */
void ranges_release(struct ranges *ranges);

#endif
