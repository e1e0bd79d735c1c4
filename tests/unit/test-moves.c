/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/plan/moves.h"
#include "tests/helpers/random.h"
#include "tests/helpers/suite.h"

#define FEW 4

static const struct {
	struct move move[FEW];
	size_t count;
	size_t order[FEW];
} good[] = {
	{ .count = 0 },
	{ { { "a", 0x1000, 0x9000, 0x100 } }, 1, { 0 } },
	/* Parts that stay, and parts that do not affect each other, keep their order. */
	{ { { "a", 0x1000, 0x1000, 0x100 }, { "b", 0x2000, 0x9000, 0x100 }, { "c", 0x3000, 0x8000, 0x100 } }, 3, { 0, 1, 2 } },
	/* a goes where b is. */
	{ { { "a", 0x1000, 0x2000, 0x100 }, { "b", 0x2000, 0x3000, 0x100 } }, 2, { 1, 0 } },
	/* A chain of three, and d, which nobody waits for. */
	{ { { "a", 0x1000, 0x2000, 0x100 },
	    { "b", 0x2000, 0x3000, 0x100 },
	    { "c", 0x3000, 0x4000, 0x100 },
	    { "d", 0x5000, 0x6000, 0x100 } },
	  4,
	  { 2, 1, 0, 3 } },
	/* A part may overlap itself, upwards and downwards. */
	{ { { "a", 0x1000, 0x1080, 0x1000 }, { "b", 0x4000, 0x3f80, 0x1000 } }, 2, { 0, 1 } },
	/* By one byte. */
	{ { { "a", 0x1000, 0x1f01, 0x100 }, { "b", 0x2000, 0x3000, 0x100 } }, 2, { 1, 0 } },
	/* Touching is not overlapping. */
	{ { { "a", 0x1000, 0x1f00, 0x100 }, { "b", 0x2000, 0x3000, 0x100 } }, 2, { 0, 1 } },
	/* An empty part conflicts with no other part. */
	{ { { "a", 0x1000, 0x2000, 0x100 }, { "b", 0x2010, 0x2020, 0 } }, 2, { 0, 1 } },
	/* One in the way of two. */
	{ { { "a", 0x1000, 0x5000, 0x100 }, { "b", 0x2000, 0x5100, 0x100 }, { "c", 0x5080, 0x9000, 0x100 } }, 3, { 2, 0, 1 } },
	/* A range that is both kept and copied elsewhere. */
	{ { { "a", 0x1000, 0x1000, 0x100 }, { "b", 0x1080, 0x2000, 0x100 } }, 2, { 0, 1 } },
	/* Up to the very end of the address space. */
	{ { { "a", 0x1000, UINT64_MAX - 0xff, 0xff } }, 1, { 0 } },
};

START_TEST(order_is)
{
	size_t order[FEW] = { 99, 99, 99, 99 };
	struct diag diag = { 0 };

	ck_assert_int_eq(moves_order(good[_i].move, good[_i].count, order, &diag), 0);
	for (size_t i = 0; i < good[_i].count; i++)
		ck_assert_uint_eq(order[i], good[_i].order[i]);
}
END_TEST

static const struct {
	struct move move[FEW];
	size_t count;
	int error;
	const char *words;
} bad[] = {
	/* Two change places. */
	{ { { "a", 0x1000, 0x2000, 0x100 }, { "b", 0x2000, 0x1000, 0x100 } },
	  2,
	  -ELOOP,
	  "a at 0x1000 cannot be moved to 0x2000 before b is moved away from 0x2000" },
	/* Three in a circle, and one in front that only waits for them. */
	{ { { "d", 0x8000, 0x1080, 0x20 },
	    { "a", 0x1000, 0x2000, 0x40 },
	    { "b", 0x2000, 0x3000, 0x40 },
	    { "c", 0x3000, 0x1000, 0x40 } },
	  4,
	  -ELOOP,
	  "and that move waits for this one" },
	/* One would lie on the other in the end. */
	{ { { "a", 0x1000, 0x8000, 0x100 }, { "b", 0x2000, 0x80ff, 0x100 } }, 2, -EINVAL, "a and b would both lie at 0x80ff" },
	/* b stays and a comes to lie on it. */
	{ { { "a", 0x1000, 0x2000, 0x100 }, { "b", 0x2000, 0x2000, 0x100 } }, 2, -EINVAL, "a and b would both lie at 0x2000" },
	{ { { "a", 0x1000, UINT64_MAX - 0xff, 0x101 } }, 1, -EINVAL, "a cannot be moved from 0x1000" },
	{ { { "a", UINT64_MAX, 0x1000, 2 } }, 1, -EINVAL, "end beyond 64 bits" },
};

START_TEST(refused_is)
{
	size_t order[FEW] = { 99, 99, 99, 99 };
	struct diag diag = { 0 };

	ck_assert_int_eq(moves_order(bad[_i].move, bad[_i].count, order, &diag), bad[_i].error);
	ck_assert_msg(strstr(diag.message, bad[_i].words), "the message is \"%s\"", diag.message);
	ck_assert_uint_eq(order[0], 99);
}
END_TEST

START_TEST(more_than_can_be_are_refused)
{
	struct move move[MOVES_MAX + 1] = { { 0 } };
	size_t order[MOVES_MAX + 1] = { 99 };
	struct diag diag = { 0 };

	ck_assert_int_eq(moves_order(move, MOVES_MAX + 1, order, &diag), -E2BIG);
	ck_assert_uint_eq(order[0], 99);
}
END_TEST

#define MEMORY 64
#define PARTS 5

/* Destinations one after the other with gaps, sources anywhere. */
static void random_moves(struct random *random, struct move *move)
{
	uint64_t at = 0;

	for (int i = 0; i < PARTS; i++) {
		uint64_t size = random_below(random, 9);

		at += random_below(random, 4);
		move[i] = (struct move){ "x", random_below(random, MEMORY - 8), at, size };
		at += size;
	}
}

/* Carries the moves out in this order. True if every byte arrives at its place. */
static bool works(const struct move *move, const size_t *order)
{
	unsigned char memory[MEMORY], before[MEMORY];

	for (int i = 0; i < MEMORY; i++)
		memory[i] = before[i] = (unsigned char)i;
	for (int i = 0; i < PARTS; i++)
		memmove(memory + move[order[i]].to, memory + move[order[i]].from, move[order[i]].size);
	for (int i = 0; i < PARTS; i++)
		if (memcmp(memory + move[i].to, before + move[i].from, move[i].size))
			return false;
	return true;
}

static bool some_order_works(const struct move *move, size_t *order, int n)
{
	if (n == PARTS)
		return works(move, order);
	for (size_t i = 0; i < PARTS; i++) {
		bool used = false;

		for (int j = 0; j < n; j++)
			used |= order[j] == i;
		order[n] = i;
		if (!used && some_order_works(move, order, n + 1))
			return true;
	}
	return false;
}

/* An order is found exactly when one of all there are brings every byte to its place, and it does so itself. */
START_TEST(orders_are_right_and_none_is_missed)
{
	struct rounds rounds = random_rounds(3000);
	size_t order[PARTS], tried[PARTS], found = 0;
	struct move move[PARTS];
	struct diag diag;

	for (uint64_t seed = rounds.first; seed < rounds.first + rounds.count; seed++) {
		struct random random = random_from(seed);

		random_moves(&random, move);
		if (moves_order(move, PARTS, order, &diag) == 0) {
			ck_assert_msg(works(move, order), "seed %ju: the order is wrong", (uintmax_t)seed);
			found++;
		} else {
			ck_assert_msg(!some_order_works(move, tried, 0), "seed %ju: there is an order", (uintmax_t)seed);
		}
	}
	/* Both happen often. */
	ck_assert(rounds.count < 100 || (found > rounds.count / 20 && found < rounds.count - rounds.count / 20));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("moves");
	TCase *tcase = tcase_create("moves");

	tcase_add_loop_test(tcase, order_is, 0, COUNT(good));
	tcase_add_loop_test(tcase, refused_is, 0, COUNT(bad));
	tcase_add_test(tcase, more_than_can_be_are_refused);
	tcase_add_test(tcase, orders_are_right_and_none_is_missed);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
