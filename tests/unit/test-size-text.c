/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>

#include "kexec/base/size-text.h"
#include "tests/helpers/suite.h"

#define KIB(n) ((uint64_t)(n) << 10)
#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

struct size_case {
	uint64_t bytes;
	const char *text;
};

static const struct size_case cases[] = {
	{ 0, "0 bytes" },
	{ 1, "1 byte" },
	{ 1023, "1023 bytes" },
	{ KIB(1), "1 KiB" },
	{ KIB(4), "4 KiB" },
	{ KIB(64), "64 KiB" },
	{ KIB(1) + 51, "1 KiB" },
	{ KIB(1) + 52, "1.1 KiB" },
	{ KIB(1) + 512, "1.5 KiB" },
	{ MIB(256), "256 MiB" },
	{ MIB(30) + KIB(410), "30.4 MiB" },
	/* Digits below the next unit count, too: 0.04999 and 0.05001 of a MiB. */
	{ MIB(1) + 52428, "1 MiB" },
	{ MIB(1) + 52429, "1.1 MiB" },
	/* Rounding up reaches the next whole number, ... */
	{ MIB(2) - 1, "2 MiB" },
	/* ... and the next unit. */
	{ KIB(1023) + 972, "1023.9 KiB" },
	{ KIB(1023) + 973, "1 MiB" },
	{ MIB(1) - 1, "1 MiB" },
	{ GIB(1) - 1, "1 GiB" },
	{ GIB(2), "2 GiB" },
	{ UINT64_C(1) << 40, "1 TiB" },
	{ UINT64_C(1) << 48, "256 TiB" },
	{ UINT64_C(1) << 50, "1 PiB" },
	{ UINT64_C(1) << 60, "1 EiB" },
	{ UINT64_C(3) << 59, "1.5 EiB" },
	{ UINT64_MAX, "16 EiB" },
};

START_TEST(size_is_rounded_to_the_nearest_tenth_of_a_unit)
{
	ck_assert_str_eq(size_text(cases[_i].bytes).text, cases[_i].text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("size");
	TCase *tcase = tcase_create("size");

	tcase_add_loop_test(tcase, size_is_rounded_to_the_nearest_tenth_of_a_unit, 0, COUNT(cases));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
