/* SPDX-License-Identifier: GPL-2.0-only */
/* Text as JSON. */
#ifndef WARMKEXEC_BASE_JSON_H
#define WARMKEXEC_BASE_JSON_H

#include <stdio.h>

/* Writes text to out as a JSON string with its quotes. A byte that is not part of valid UTF-8 becomes U+FFFD. */
void json_string(const char *text, FILE *out);

#endif
