/* SPDX-License-Identifier: GPL-2.0-only */
/* Text as JSON. */
#ifndef WARMKEXEC_BASE_JSON_H
#define WARMKEXEC_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Writes text to out as a JSON string with its quotes. A byte that is not part of valid UTF-8 becomes U+FFFD. */
void json_string(const char *text, FILE *out);

/* The same; null if there is no text, or an empty one. */
void json_string_or_null(const char *text, FILE *out);

/* Writes a number, or null if it is not known. */
void json_number_or_null(bool is_known, uint64_t number, FILE *out);

#endif
