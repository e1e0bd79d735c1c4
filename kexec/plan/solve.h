/* SPDX-License-Identifier: GPL-2.0-only */
/* The solver: demands and free memory in, places out. It knows nothing of kernels. */
#ifndef WARMKEXEC_PLAN_SOLVE_H
#define WARMKEXEC_PLAN_SOLVE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/range.h"

struct demand;
struct near_kernel;

/*
 * Places count demands (at most PART_COUNT, the kernel first) in the free ranges (ascending, disjoint, not touching, their
 * edges multiples of the page size). ret[i] is the place of demand[i].
 *
 * The search is complete: -ENOSPC means that there is no such placement. docs/placement.md has the argument, and the property
 * test compares it with an exhaustive search. Among placements, each part in turn goes as near to the end it prefers as those
 * after it allow.
 *
 * Returns 0, -ENOSPC or -ENOMEM. ret is untouched on failure.
 */
int solve(const struct range *free_range, size_t free_count, const struct demand *demand, size_t count, struct range *ret);

/* The window that depends on the kernel's place; [0, UINT64_MAX) if there is none. */
struct range near_window(const struct near_kernel *near, struct range kernel);

/* Everything that a demand says of where its part may lie, once the kernel has its place. */
struct range demand_window(const struct demand *demand, struct range kernel);

#endif
