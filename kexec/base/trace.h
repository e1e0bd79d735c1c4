/* SPDX-License-Identifier: GPL-2.0-only */
/* The output of --debug: one line for each thing that is found, chosen or done. */
#ifndef WARMKEXEC_BASE_TRACE_H
#define WARMKEXEC_BASE_TRACE_H

#include <stdio.h>

/* Writes one line, with a newline after it, to out. Control characters become '?'. Does nothing if out is NULL. */
void trace(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
