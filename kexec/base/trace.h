/* SPDX-License-Identifier: GPL-2.0-only */
/* What --debug says: a line for each thing found, chosen and done. */
#ifndef WARMKEXEC_BASE_TRACE_H
#define WARMKEXEC_BASE_TRACE_H

#include <stdio.h>

/* Writes one line to out; nothing if out is NULL. */
void trace(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
