/* SPDX-License-Identifier: GPL-2.0-only */
/* common/range.h and common/bytes.h: the arithmetic that everything else trusts, at its edges. */

#include <check.h>
#include <string.h>

#include "common/bytes.h"
#include "common/range.h"
#include "tests/helpers/suite.h"

#define MAX UINT64_MAX
#define HIGH (UINT64_C(1) << 63)

struct pair {
	struct range a, b;
	bool overlaps, a_contains_b, b_contains_a;
	struct range both; /* {0, 0} where they have nothing in common */
};

static const struct pair pairs[] = {
	/* Equal. */
	{ { 1, 2 }, { 1, 2 }, true, true, true, { 1, 2 } },
	{ { 0, MAX }, { 0, MAX }, true, true, true, { 0, MAX } },
	/* Side by side, without and with something between. */
	{ { 0, 1 }, { 1, 2 }, false, false, false, { 0, 0 } },
	{ { 0, 1 }, { 2, 3 }, false, false, false, { 0, 0 } },
	{ { 0, HIGH }, { HIGH, MAX }, false, false, false, { 0, 0 } },
	/* One address in common. */
	{ { 0, 2 }, { 1, 3 }, true, false, false, { 1, 2 } },
	{ { 0, HIGH + 1 }, { HIGH, MAX }, true, false, false, { HIGH, HIGH + 1 } },
	/* One inside the other: in the middle, at its start, at its end. */
	{ { 0, 10 }, { 4, 5 }, true, true, false, { 4, 5 } },
	{ { 0, 10 }, { 0, 1 }, true, true, false, { 0, 1 } },
	{ { 0, 10 }, { 9, 10 }, true, true, false, { 9, 10 } },
	{ { 0, MAX }, { MAX - 1, MAX }, true, true, false, { MAX - 1, MAX } },
	/* Longer by one on either side. */
	{ { 4, 6 }, { 3, 6 }, true, false, true, { 4, 6 } },
	{ { 4, 6 }, { 4, 7 }, true, false, true, { 4, 6 } },
	/* An empty range has nothing in common with anything and is in nothing, wherever it is. */
	{ { 0, 0 }, { 0, 0 }, false, false, false, { 0, 0 } },
	{ { 0, 10 }, { 5, 5 }, false, false, false, { 0, 0 } },
	{ { 0, 10 }, { 0, 0 }, false, false, false, { 0, 0 } },
	{ { 0, 10 }, { 10, 10 }, false, false, false, { 0, 0 } },
	{ { 0, MAX }, { MAX, MAX }, false, false, false, { 0, 0 } },
	/* So does one whose end is below its start. */
	{ { 0, 10 }, { 8, 2 }, false, false, false, { 0, 0 } },
	{ { 0, MAX }, { MAX, 0 }, false, false, false, { 0, 0 } },
	{ { 8, 2 }, { 8, 2 }, false, false, false, { 0, 0 } },
	{ { MAX, 0 }, { 5, 6 }, false, false, false, { 0, 0 } },
};

START_TEST(two_ranges_are_compared)
{
	const struct pair *p = &pairs[_i];

	ck_assert_int_eq(range_overlaps(p->a, p->b), p->overlaps);
	ck_assert_int_eq(range_overlaps(p->b, p->a), p->overlaps);
	ck_assert_int_eq(range_contains(p->a, p->b), p->a_contains_b);
	ck_assert_int_eq(range_contains(p->b, p->a), p->b_contains_a);
}
END_TEST

START_TEST(intersection_is_what_both_have)
{
	const struct pair *p = &pairs[_i];
	struct range ab = range_intersect(p->a, p->b), ba = range_intersect(p->b, p->a);

	ck_assert_uint_eq(range_size(ab), range_size(p->both));
	ck_assert_uint_eq(range_size(ba), range_size(p->both));
	ck_assert_uint_le(ab.start, ab.end);
	if (p->overlaps) {
		ck_assert_uint_eq(ab.start, p->both.start);
		ck_assert_uint_eq(ab.end, p->both.end);
		ck_assert_uint_eq(ba.start, p->both.start);
	}
}
END_TEST

struct one {
	struct range range;
	uint64_t size;
};

static const struct one ones[] = {
	{ { 0, 0 }, 0 },    { { 0, 1 }, 1 },	     { { 1, 0 }, 0 },	    { { MAX, MAX }, 0 },
	{ { MAX, 0 }, 0 },  { { 0, MAX }, MAX },     { { 5, 4 }, 0 },	    { { HIGH, MAX }, HIGH - 1 },
	{ { HIGH, 0 }, 0 }, { { MAX - 1, MAX }, 1 }, { { 0, HIGH }, HIGH },
};

START_TEST(size_of_a_range_never_wraps)
{
	ck_assert_uint_eq(range_size(ones[_i].range), ones[_i].size);
	ck_assert_int_eq(range_is_empty(ones[_i].range), ones[_i].size == 0);
}
END_TEST

START_TEST(addresses_are_in_a_range_up_to_but_without_its_end)
{
	struct range range = { 4, 8 }, all = { 0, MAX }, inverted = { 8, 4 };

	ck_assert(!range_contains_address(range, 3));
	ck_assert(range_contains_address(range, 4));
	ck_assert(range_contains_address(range, 7));
	ck_assert(!range_contains_address(range, 8));
	ck_assert(range_contains_address(all, MAX - 1));
	ck_assert(!range_contains_address(all, MAX));
	ck_assert(!range_contains_address(inverted, 6));
}
END_TEST

struct alignment {
	uint64_t value, align, down, up;
	bool fits; /* 64 bits hold the value aligned upwards */
};

static const struct alignment alignments[] = {
	{ 0, 1, 0, 0, true },
	{ MAX, 1, MAX, MAX, true },
	{ 0, 4096, 0, 0, true },
	{ 1, 4096, 0, 4096, true },
	{ 4095, 4096, 0, 4096, true },
	{ 4096, 4096, 4096, 4096, true },
	{ 4097, 4096, 4096, 8192, true },
	{ MAX - 4095, 4096, MAX - 4095, MAX - 4095, true },
	{ MAX - 4094, 4096, MAX - 4095, 0, false },
	{ MAX, 4096, MAX - 4095, 0, false },
	{ 1, HIGH, 0, HIGH, true },
	{ HIGH, HIGH, HIGH, HIGH, true },
	{ HIGH + 1, HIGH, HIGH, 0, false },
	{ MAX, 2, MAX - 1, 0, false },
};

START_TEST(alignment_reports_what_does_not_fit)
{
	const struct alignment *c = &alignments[_i];
	uint64_t up = 77;

	ck_assert_uint_eq(align_down(c->value, c->align), c->down);
	ck_assert_int_eq(align_up(c->value, c->align, &up), c->fits);
	ck_assert_uint_eq(up, c->fits ? c->up : 77);
}
END_TEST

struct sum {
	uint64_t a, b, sum;
	bool fits;
};

static const struct sum sums[] = {
	{ 0, 0, 0, true },	   { MAX, 0, MAX, true },	  { 0, MAX, MAX, true },
	{ MAX - 1, 1, MAX, true }, { HIGH, HIGH - 1, MAX, true }, { MAX, 1, 0, false },
	{ 1, MAX, 0, false },	   { HIGH, HIGH, 0, false },	  { MAX, MAX, 0, false },
};

START_TEST(sums_report_what_does_not_fit)
{
	uint64_t sum = 77;

	ck_assert_int_eq(add_u64(sums[_i].a, sums[_i].b, &sum), sums[_i].fits);
	ck_assert_uint_eq(sum, sums[_i].fits ? sums[_i].sum : 77);
}
END_TEST

struct span {
	uint64_t offset, size, total;
	bool fits;
};

static const struct span spans[] = {
	{ 0, 0, 0, true },	    { 0, 1, 1, true },	    { 1, 0, 1, true },
	{ 0, MAX, MAX, true },	    { MAX, 0, MAX, true },  { HIGH, HIGH - 1, MAX, true },
	{ 1, 0, 0, false },	    { 0, 1, 0, false },	    { 1, 1, 1, false },
	{ 1, MAX, MAX, false },	    { MAX, 1, MAX, false }, { MAX, MAX, MAX, false },
	{ HIGH, HIGH, MAX, false }, { MAX, 1, 0, false },
};

START_TEST(spans_are_compared_without_wrapping)
{
	ck_assert_int_eq(span_fits(spans[_i].offset, spans[_i].size, spans[_i].total), spans[_i].fits);
}
END_TEST

START_TEST(powers_of_two_have_one_bit)
{
	ck_assert(!is_power_of_two(0));
	ck_assert(!is_power_of_two(3));
	ck_assert(!is_power_of_two(HIGH + 1));
	ck_assert(!is_power_of_two(MAX));
	for (int bit = 0; bit < 64; bit++)
		ck_assert(is_power_of_two(UINT64_C(1) << bit));
}
END_TEST

/* Every byte different and most with their top bit set, at an odd address. */
static const uint8_t bytes[] = { 0x00, 0xf1, 0xe2, 0xd3, 0xc4, 0xb5, 0xa6, 0x97, 0x88 };

START_TEST(loads_are_in_the_order_they_name)
{
	const uint8_t *p = bytes + 1;

	ck_assert_uint_eq(load_le16(p), 0xe2f1);
	ck_assert_uint_eq(load_le32(p), 0xc4d3e2f1);
	ck_assert_uint_eq(load_le64(p), UINT64_C(0x8897a6b5c4d3e2f1));
	ck_assert_uint_eq(load_be32(p), 0xf1e2d3c4);
	ck_assert_uint_eq(load_be64(p), UINT64_C(0xf1e2d3c4b5a69788));
}
END_TEST

START_TEST(stores_are_in_the_order_they_name_and_no_longer)
{
	uint8_t room[10];

#define STORED(store, value, size, ...)                                                                                        \
	do {                                                                                                                   \
		const uint8_t wanted[] = { __VA_ARGS__ };                                                                      \
		memset(room, 0x55, sizeof(room));                                                                              \
		store(room + 1, value);                                                                                        \
		ck_assert_mem_eq(room + 1, wanted, size);                                                                      \
		ck_assert_uint_eq(room[0], 0x55);                                                                              \
		ck_assert_uint_eq(room[1 + size], 0x55);                                                                       \
	} while (0)

	STORED(store_le16, 0xf1e2, 2, 0xe2, 0xf1);
	STORED(store_le32, 0xf1e2d3c4, 4, 0xc4, 0xd3, 0xe2, 0xf1);
	STORED(store_le64, UINT64_C(0xf1e2d3c4b5a69788), 8, 0x88, 0x97, 0xa6, 0xb5, 0xc4, 0xd3, 0xe2, 0xf1);
	STORED(store_be32, 0xf1e2d3c4, 4, 0xf1, 0xe2, 0xd3, 0xc4);
	STORED(store_be64, UINT64_C(0xf1e2d3c4b5a69788), 8, 0xf1, 0xe2, 0xd3, 0xc4, 0xb5, 0xa6, 0x97, 0x88);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("range");
	TCase *tcase = tcase_create("range");

	tcase_add_loop_test(tcase, two_ranges_are_compared, 0, COUNT(pairs));
	tcase_add_loop_test(tcase, intersection_is_what_both_have, 0, COUNT(pairs));
	tcase_add_loop_test(tcase, size_of_a_range_never_wraps, 0, COUNT(ones));
	tcase_add_test(tcase, addresses_are_in_a_range_up_to_but_without_its_end);
	tcase_add_loop_test(tcase, alignment_reports_what_does_not_fit, 0, COUNT(alignments));
	tcase_add_loop_test(tcase, sums_report_what_does_not_fit, 0, COUNT(sums));
	tcase_add_loop_test(tcase, spans_are_compared_without_wrapping, 0, COUNT(spans));
	tcase_add_test(tcase, powers_of_two_have_one_bit);
	tcase_add_test(tcase, loads_are_in_the_order_they_name);
	tcase_add_test(tcase, stores_are_in_the_order_they_name_and_no_longer);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
