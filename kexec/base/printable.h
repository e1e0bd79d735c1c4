/* SPDX-License-Identifier: GPL-2.0-only */
/* Text that comes from files and users: it must not control a terminal, nor forge a line of a log. */
#ifndef WARMKEXEC_BASE_PRINTABLE_H
#define WARMKEXEC_BASE_PRINTABLE_H

#include <stdio.h>

/* Returns c, or '?' for a control character. UTF-8 stays as it is. */
char printable(char c);

/* Writes the text to out, with '?' for each control character. */
void print_printable(const char *text, FILE *out);

#endif
