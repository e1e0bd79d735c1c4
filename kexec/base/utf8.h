/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WARMKEXEC_BASE_UTF8_H
#define WARMKEXEC_BASE_UTF8_H

#include <stddef.h>

/* The length in bytes of the UTF-8 character at the start of text, which ends with a NUL; 0 if there is none (RFC 3629, section 4). */
size_t utf8_size(const unsigned char *text);

#endif
