/* SPDX-License-Identifier: GPL-2.0-only */
/* The proof of a plan, which does not trust what made it. */
#ifndef WARMKEXEC_PLAN_PLAN_CHECK_H
#define WARMKEXEC_PLAN_PLAN_CHECK_H

struct diag;
struct plan;
struct plan_request;

/*
 * Proves a plan: every segment page aligned, not empty, inside allowed memory of the right type, disjoint, one per part, the
 * boot protocol's windows kept, the entries where they lead, every crash region described; of what is moved the same for its
 * home, which is free RAM, off the purgatory, and reached by moves in some order. Returns 0, or -EINVAL naming what is broken.
 * plan_make() asserts it; tests use it on their own.
 */
int plan_check(const struct plan_request *request, const struct plan *plan, struct diag *diag);

#endif
