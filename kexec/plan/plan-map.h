/* SPDX-License-Identifier: GPL-2.0-only */
/* The map of a plan: one line of letters, and what they are. */
#ifndef WARMKEXEC_PLAN_PLAN_MAP_H
#define WARMKEXEC_PLAN_PLAN_MAP_H

#include <stdbool.h>
#include <stdio.h>

#include "kexec/plan/demand.h"

struct plan;

/* colour: each letter has the colour of its part (ECMA-48). */
void plan_map(const struct plan *plan, bool colour, FILE *out);

/* The letter of a part. */
char plan_letter(enum part part);

#endif
