/* SPDX-License-Identifier: GPL-2.0-only */
/* The output of --status. */
#ifndef WARMKEXEC_LOADED_LOADED_PRINT_H
#define WARMKEXEC_LOADED_LOADED_PRINT_H

#include <stddef.h>
#include <stdio.h>

struct loaded_view;

/* For people. */
void loaded_print_text(const struct loaded_view *view, size_t count, FILE *out);

/* For programs: one object. */
void loaded_print_json(const struct loaded_view *view, size_t count, FILE *out);

#endif
