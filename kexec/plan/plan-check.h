/* SPDX-License-Identifier: GPL-2.0-only */
/* The proof of a plan. It does not trust the code that made the plan. */
#ifndef WARMKEXEC_PLAN_PLAN_CHECK_H
#define WARMKEXEC_PLAN_PLAN_CHECK_H

struct diag;
struct plan;
struct plan_request;

/*
 * Proves a plan against its request:
 *   segments  are not empty, page aligned, disjoint, one per part, in allowed memory of the right type
 *   windows   of the boot protocol are kept, as are alignments
 *   homes     of parts that are moved keep the same rules in free RAM, do not touch the purgatory, and can all be reached by
 *             moves in some order
 *   hole      is page aligned, large enough, inside the region and free of segments
 *   entries   are the kernel's first instruction, and the purgatory's start or --entry
 *   usable    names every crash region, in the right order
 * plan_make() asserts the result; tests call this on their own.
 *
 * Returns 0, or -errno with the reason:
 *   -EINVAL  a rule is broken; the message names it
 *   -ENOMEM
 */
int plan_check(const struct plan_request *request, const struct plan *plan, struct diag *diag);

#endif
