/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts that a load rests on, for --debug. */
#ifndef WARMKEXEC_LOAD_LOAD_TRACE_H
#define WARMKEXEC_LOAD_LOAD_TRACE_H

#include <stdio.h>

struct load;

/* Writes to out, in lines, the facts and choices before planning. Writes nothing if out is NULL. */
void trace_load(FILE *out, const struct load *load);

#endif
