/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WARMKEXEC_BASE_JSON_H
#define WARMKEXEC_BASE_JSON_H

#include <stdio.h>

/* A JSON string with its quotes; what is not UTF-8 becomes U+FFFD. */
void json_string(const char *text, FILE *out);

#endif
