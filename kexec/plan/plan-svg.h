/* SPDX-License-Identifier: GPL-2.0-only */
/* A plan as a picture. */
#ifndef WARMKEXEC_PLAN_PLAN_SVG_H
#define WARMKEXEC_PLAN_PLAN_SVG_H

#include <stdio.h>

struct machine;
struct plan;

/* Prints an SVG document (SVG 1.1): the machine's memory, the region loaded into and its segments, each to scale. */
void plan_print_svg(const struct plan *plan, const struct machine *machine, FILE *out);

#endif
