/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <stdio.h>

#include "kexec/base/diag.h"
#include "kexec/options/options-parse.h"
#include "kexec/options/options.h"
#include "kexec/route.h"
#include "tests/helpers/suite.h"

static const struct {
	struct route_request request;
	enum route_way way;
	const char *why;
} choices[] = {
	{ { ROUTE_ANY, NULL, NULL }, ROUTE_SEGMENTS, "it brings the purgatory that verifies the load" },
	{ { ROUTE_SEGMENTS, NULL, NULL }, ROUTE_SEGMENTS, "asked for with -c" },
	{ { ROUTE_SEGMENTS, "dtb", NULL }, ROUTE_SEGMENTS, "asked for with -c" },
	{ { ROUTE_FILES, NULL, NULL }, ROUTE_FILES, "asked for with -s" },
	{ { ROUTE_ANY, "dtb", NULL }, ROUTE_SEGMENTS, "--dtb needs it" },
	{ { ROUTE_ANY, NULL, "no-cma" }, ROUTE_FILES, "--no-cma needs it" },
};

START_TEST(route_is_chosen_for_a_reason)
{
	struct route route = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(route_choose(&choices[_i].request, &route, &diag), 0);
	ck_assert_int_eq((int)route.way, (int)choices[_i].way);
	ck_assert_str_eq(route.why, choices[_i].why);
}
END_TEST

static const struct {
	struct route_request request;
	const char *message;
} conflicts[] = {
	{ { ROUTE_FILES, "dtb", NULL }, "-s cannot be honoured together with --dtb, which needs kexec_load(2)" },
	{ { ROUTE_SEGMENTS, NULL, "no-cma" }, "-c cannot be honoured together with --no-cma, which needs kexec_file_load(2)" },
	{ { ROUTE_ANY, "dtb", "no-cma" }, "--dtb needs kexec_load(2), but --no-cma needs kexec_file_load(2)" },
};

START_TEST(options_that_no_route_honours_together_are_both_named)
{
	struct route route = { .way = ROUTE_ANY };
	struct diag diag = { 0 };

	ck_assert_int_eq(route_choose(&conflicts[_i].request, &route, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, conflicts[_i].message);
	ck_assert_int_eq((int)route.way, ROUTE_ANY);
}
END_TEST

START_TEST(this_version_takes_only_segments)
{
	struct diag diag = { 0 };

	ck_assert_int_eq(route_check_supported(ROUTE_SEGMENTS, &diag), 0);
	ck_assert_int_eq(route_check_supported(ROUTE_FILES, &diag), -EINVAL);
	ck_assert_str_ne(diag.hint, "");
}
END_TEST

/* Words of a command line, and the option that binds it to kexec_load(2). */
static const struct {
	const char *word[5];
	const char *for_segments;
} lines[] = {
	{ { "kexec", "-l", "K", "--append=x" }, NULL },
	{ { "kexec", "-l", "K", "-i" }, NULL },
	{ { "kexec", "-l", "K", "-c" }, NULL },
	{ { "kexec", "-l", "K", "--dtb=x" }, "dtb" },
	{ { "kexec", "-l", "K", "--entry=1", "--dtb=x" }, "entry" },
	{ { "kexec", "-l", "K", "--relocate" }, "relocate" },
};

START_TEST(first_option_that_needs_a_route_is_remembered)
{
	struct options options = { 0 };
	struct diag diag = { 0 };
	char *argv[6] = { 0 };
	int argc = 0;

	for (; argc < 5 && lines[_i].word[argc]; argc++)
		argv[argc] = (char *)(uintptr_t)lines[_i].word[argc];
	ck_assert_msg(options_parse(argc, argv, &options, &diag) == 0, "%s", diag.message);
	ck_assert_ptr_null(options.route.for_files);
	if (lines[_i].for_segments)
		ck_assert_str_eq(options.route.for_segments, lines[_i].for_segments);
	else
		ck_assert_ptr_null(options.route.for_segments);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("route");
	TCase *tcase = tcase_create("route");

	tcase_add_loop_test(tcase, route_is_chosen_for_a_reason, 0, COUNT(choices));
	tcase_add_loop_test(tcase, options_that_no_route_honours_together_are_both_named, 0, COUNT(conflicts));
	tcase_add_test(tcase, this_version_takes_only_segments);
	tcase_add_loop_test(tcase, first_option_that_needs_a_route_is_remembered, 0, COUNT(lines));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
