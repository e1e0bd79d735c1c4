/* SPDX-License-Identifier: GPL-2.0-only */
/* The solver: turns demands and free memory into places. It knows nothing about kernels. */
#ifndef WARMKEXEC_PLAN_SOLVE_H
#define WARMKEXEC_PLAN_SOLVE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/range.h"

struct demand;
struct near_kernel;

/*
 * Finds a place for every demand in the free ranges.
 *   free_range  ascending, disjoint, not touching; their edges are multiples of the page size
 *   demand      count rows, at most PART_COUNT, the kernel first
 *   ret         ret[i] is the place of demand[i]; untouched on failure
 *
 * The search is complete: it finds a placement if there is one. docs/placement.md has the proof, and the property test
 * compares it with an exhaustive search. If several placements exist, each part in turn goes as near to the end it prefers as
 * the parts after it allow.
 *
 * Returns 0, or:
 *   -ENOSPC  there is no placement
 *   -ENOMEM
 */
int solve(const struct range *free_range, size_t free_count, const struct demand *demand, size_t count, struct range *ret);

/* The window that depends on the kernel's place; [0, UINT64_MAX) if there is none. */
struct range near_window(const struct near_kernel *near, struct range kernel);

/* The addresses that a part may have, by all windows of its demand, once the kernel has its place. */
struct range demand_window(const struct demand *demand, struct range kernel);

#endif
