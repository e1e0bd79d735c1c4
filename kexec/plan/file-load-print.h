/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints a load by files, for --dry-run. */
#ifndef WARMKEXEC_PLAN_FILE_LOAD_PRINT_H
#define WARMKEXEC_PLAN_FILE_LOAD_PRINT_H

#include <stdio.h>

struct file_load;

/* Prints the load in a form for people. why: the reason of the route, as struct route has it. */
void file_load_print_text(const struct file_load *load, const char *why, FILE *out);

/* Prints the load as one JSON object; docs/placement.md describes its members. */
void file_load_print_json(const struct file_load *load, const char *why, FILE *out);

#endif
