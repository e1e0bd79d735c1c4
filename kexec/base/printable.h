/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text that comes from files and users: it must not control a terminal, nor forge a line of a log. Control characters are those of ASCII, and of
 * UTF-8 U+0080 to U+009F, by which some terminals are steered, too (ECMA-48, 5.3). Other UTF-8 stays as it is.
 */
#ifndef WARMKEXEC_BASE_PRINTABLE_H
#define WARMKEXEC_BASE_PRINTABLE_H

#include <stdio.h>

/* Makes '?' of each byte of a control character. keep: one that stays, or '\0'. */
void make_printable(char *text, char keep);

/* Writes the text to out, with '?' for each control character. */
void print_printable(const char *text, FILE *out);

#endif
