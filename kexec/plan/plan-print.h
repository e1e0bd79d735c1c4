/* SPDX-License-Identifier: GPL-2.0-only */
/* A plan in words. */
#ifndef WARMKEXEC_PLAN_PLAN_PRINT_H
#define WARMKEXEC_PLAN_PLAN_PRINT_H

#include <stdio.h>

struct machine;
struct plan;

/* For people, with a map; for programs, one JSON object. */
void plan_print_text(const struct plan *plan, const struct machine *machine, FILE *out);
void plan_print_json(const struct plan *plan, const struct machine *machine, FILE *out);

#endif
