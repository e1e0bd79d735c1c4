/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/random.h"

#include <stdlib.h>

static uint64_t number_of(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text && *text ? strtoull(text, NULL, 0) : otherwise;
}

struct rounds random_rounds(uint64_t count)
{
	return (struct rounds){
		.first = number_of("WARMKEXEC_SEED", 1),
		.count = number_of("WARMKEXEC_ROUNDS", count),
	};
}

struct random random_from(uint64_t seed)
{
	return (struct random){ .state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1 };
}

/* A counter with a good mix of its bits; the quality is enough for picking test cases. */
static uint64_t next(struct random *random)
{
	uint64_t mixed = random->state += UINT64_C(0x9e3779b97f4a7c15);

	for (int i = 0; i < 2; i++) {
		mixed ^= mixed >> 32;
		mixed *= UINT64_C(0xd6e8feb86659fd93);
	}
	return mixed ^ mixed >> 32;
}

uint64_t random_below(struct random *random, uint64_t limit)
{
	return next(random) % limit;
}

uint64_t random_from_to(struct random *random, uint64_t low, uint64_t high)
{
	return low + random_below(random, high - low + 1);
}

bool random_once_in(struct random *random, uint64_t times)
{
	return random_below(random, times) == 0;
}
