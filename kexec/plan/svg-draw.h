/* SPDX-License-Identifier: GPL-2.0-only */
/* The pieces of a picture of a plan. For plan-svg.c and svg-memory.c only. */
#ifndef WARMKEXEC_PLAN_SVG_DRAW_H
#define WARMKEXEC_PLAN_SVG_DRAW_H

#include <stdio.h>

#include "common/range.h"
#include "kexec/plan/demand.h"

struct memmap;
struct plan;

#define SVG_WIDTH 960
#define SVG_LEFT 30.0
#define SVG_RIGHT 930.0

/* A rectangle; in pixels. */
struct svg_box {
	double x, y, width, height;
};

/* "#rrggbb" */
const char *svg_colour(enum part part);

/* style: more attributes of the rectangle, or "". A viewer shows name and range if the pointer rests on it. */
void svg_box(struct svg_box box, const char *fill, const char *style, const char *name, struct range range, FILE *out);

/* Text that begins at x, on the line y. style: attributes, or "". */
void svg_text(double x, double y, const char *style, const char *text, FILE *out);

/*
 * Draws the memory of the machine as a bar, with the regions of the plan and the homes of its parts. RAM is to scale; a large gap in the
 * addresses is a short break. Returns where in the bar the region loaded into is.
 */
struct svg_box svg_memory(const struct memmap *map, const struct plan *plan, double y, FILE *out);

/* The kinds of memory that the map has, on one line. */
void svg_memory_legend(const struct memmap *map, double y, FILE *out);

#endif
