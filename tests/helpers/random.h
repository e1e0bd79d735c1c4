/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers for property tests: the same on every machine and in every run. Round n of a test has the seed "first + n", which
 * a failure prints; WARMKEXEC_SEED=<seed> WARMKEXEC_ROUNDS=1 plays that round alone, WARMKEXEC_ROUNDS=<many> looks further.
 */
#ifndef WARMKEXEC_TESTS_RANDOM_H
#define WARMKEXEC_TESTS_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

struct rounds {
	uint64_t first; /* seed of the first round */
	uint64_t count;
};

/* The number of rounds: from the environment, by default count. */
struct rounds random_rounds(uint64_t count);

struct random random_from(uint64_t seed);

/* 0 to limit - 1; limit is not 0. */
uint64_t random_below(struct random *random, uint64_t limit);

/* low to high, both included. */
uint64_t random_from_to(struct random *random, uint64_t low, uint64_t high);

/* True in one call of this many, on average. */
bool random_once_in(struct random *random, uint64_t times);

#endif
