/* SPDX-License-Identifier: GPL-2.0-only */
/* A plan as text. */
#ifndef WARMKEXEC_PLAN_PLAN_PRINT_H
#define WARMKEXEC_PLAN_PLAN_PRINT_H

#include <stdbool.h>
#include <stdio.h>

struct machine;
struct plan;

/* Print a plan to out: as text with a map for people, as one JSON object for programs. colour: the map has the colours of a terminal. */
void plan_print_text(const struct plan *plan, const struct machine *machine, bool colour, FILE *out);
void plan_print_json(const struct plan *plan, const struct machine *machine, FILE *out);

#endif
