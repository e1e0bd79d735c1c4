/* SPDX-License-Identifier: GPL-2.0-only */
/* The words of a kernel's command line. Source: Linux, lib/cmdline.c, next_arg(); kernel/params.c, parameq(). */
#ifndef WARMKEXEC_CHECK_WORDS_H
#define WARMKEXEC_CHECK_WORDS_H

#include <stdbool.h>
#include <stdint.h>

struct view;

/*
 * The value of the last word with this name that is for the kernel: what follows its "=", empty if it has none. A view into the line, without
 * quotes. '-' and '_' are the same in a name. False: there is no such word. line: NULL has no words.
 */
bool words_find(const char *line, const char *name, struct view *ret);

/* Finds the next of these words from *at on, and moves *at behind it. *at: the line at first. False: there is no other. */
bool words_next(const char **at, const char *name, struct view *ret);

bool words_have(const char *line, const char *name);

/* The same as a number with one of the suffixes k to e. False: no such word, or no number. */
bool words_number(const char *line, const char *name, uint64_t *ret);

#endif
