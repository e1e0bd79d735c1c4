/* SPDX-License-Identifier: GPL-2.0-only */
/* Findings for people, for monitoring and for programs. docs/schema/check.json describes the JSON. */
#ifndef WARMKEXEC_CHECK_CHECK_PRINT_H
#define WARMKEXEC_CHECK_CHECK_PRINT_H

#include <stdbool.h>
#include <stdio.h>

struct check_input;
struct findings;

/* The first line is a summary that fits an alert. colour: severities have the colours of a terminal. */
void check_print_text(const struct check_input *input, const struct findings *findings, bool colour, FILE *out);
void check_print_json(const struct check_input *input, const struct findings *findings, FILE *out);

#endif
