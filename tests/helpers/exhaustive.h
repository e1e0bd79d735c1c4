/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Placement by trying everything: solve() is compared with it. It knows the contract of kexec/plan/demand.h and nothing about
 * the solver. Everything is in pages, and a problem has no more than 63.
 */
#ifndef WARMKEXEC_TESTS_EXHAUSTIVE_H
#define WARMKEXEC_TESTS_EXHAUSTIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"
#include "kexec/plan/demand.h"

#define EXHAUSTIVE_PAGE UINT64_C(0x1000)

struct exhaustive {
	uint64_t first;	     /* number of the first page */
	uint64_t pages;	     /* the number of pages */
	uint64_t free_pages; /* bit n: page first + n is free */
	const struct demand *demand;
	size_t count;
};

/* True if a placement exists. */
bool exhaustive_exists(const struct exhaustive *problem);

/* True if this is a placement. place[i] belongs to demand[i]. */
bool exhaustive_is_solution(const struct exhaustive *problem, const struct range *place);

/* Bits first to first + count - 1. */
uint64_t exhaustive_bits(uint64_t first, uint64_t count);

#endif
