/* SPDX-License-Identifier: GPL-2.0-only */
/* Room in a plan for a part that is larger in a rehearsal than in the load. */
#ifndef WARMKEXEC_REHEARSE_REFIT_H
#define WARMKEXEC_REHEARSE_REFIT_H

#include <stdint.h>

#include "common/range.h"
#include "kexec/plan/demand.h"

struct plan;

/*
 * Gives a part room for size bytes: where it is if it can grow there, else at the highest free place. A part that the plan does
 * not have is added under this name. inside: memory where parts may lie. align: a power of two.
 * Returns 0; 1: a part of the plan is at another place than before; or -ENOSPC: there is no room.
 */
int refit_part(struct plan *plan, enum part part, const char *name, uint64_t size, uint64_t align, struct range inside);

#endif
