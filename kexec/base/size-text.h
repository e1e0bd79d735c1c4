/* SPDX-License-Identifier: GPL-2.0-only */
/* Sizes for people. */
#ifndef WARMKEXEC_BASE_SIZE_TEXT_H
#define WARMKEXEC_BASE_SIZE_TEXT_H

#include <stdint.h>

struct size_text {
	char text[24];
};

/* "4 KiB", "30.4 MiB", "2 GiB": binary units, rounded to the nearest tenth, no decimal if it is zero. */
struct size_text size_text(uint64_t bytes);

#endif
