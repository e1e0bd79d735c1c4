/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/options/options-parse.h"
#include "kexec/options/options-rows.h"
#include "kexec/options/options.h"
#include "kexec/route.h"
#include "tests/helpers/suite.h"

#define BOTH { CALL_PRESENT, CALL_PRESENT, "", NULL, false, false }
#define UNKNOWN { CALL_UNKNOWN, CALL_UNKNOWN, "", NULL, false, false }
#define ONLY_SEGMENTS { CALL_PRESENT, CALL_ABSENT, "", NULL, false, false }
#define ONLY_FILES { CALL_ABSENT, CALL_PRESENT, "", NULL, false, false }
#define NEITHER { CALL_ABSENT, CALL_ABSENT, "", NULL, false, false }
#define FILTERED_NEITHER { CALL_ABSENT, CALL_ABSENT, "", NULL, true, false }
#define FILTERED_ONLY_FILES { CALL_ABSENT, CALL_PRESENT, "", NULL, true, false }
#define FILTERED_BOTH { CALL_PRESENT, CALL_PRESENT, "", NULL, true, false }
#define LOCKED { CALL_PRESENT, CALL_PRESENT, "integrity", NULL, false, false }
#define LOCKED_ONLY_SEGMENTS { CALL_PRESENT, CALL_ABSENT, "integrity", NULL, false, false }
#define HANDS_OVER { CALL_PRESENT, CALL_PRESENT, "", NULL, false, true }
#define HANDS_OVER_UNUSABLE { CALL_PRESENT, CALL_ABSENT, "", NULL, false, true }

#define APPRAISES { CALL_PRESENT, CALL_PRESENT, "", "IMA's policy appraises kernels", false, false }
#define APPRAISES_ONLY_SEGMENTS { CALL_PRESENT, CALL_ABSENT, "", "IMA's policy appraises kernels", false, false }

#define PLAIN { ROUTE_ANY, NULL, NULL, HANDOVER_ANY }
#define ASKED(way) { way, NULL, NULL, HANDOVER_ANY }
#define FOR_SEGMENTS(option) { ROUTE_ANY, option, NULL, HANDOVER_ANY }
#define FOR_FILES(option) { ROUTE_ANY, NULL, option, HANDOVER_ANY }
#define HANDOVER(wish) { ROUTE_ANY, NULL, NULL, wish }

static const struct {
	struct route_request request;
	struct route_facts facts;
	enum route_way way;
	const char *why;
} choices[] = {
	{ PLAIN, BOTH, ROUTE_SEGMENTS, "it brings the purgatory that verifies the load" },
	{ PLAIN, UNKNOWN, ROUTE_SEGMENTS, "it brings the purgatory that verifies the load" },
	{ PLAIN, ONLY_SEGMENTS, ROUTE_SEGMENTS, "the running kernel has no kexec_file_load(2)" },
	{ PLAIN, ONLY_FILES, ROUTE_FILES, "the running kernel has no kexec_load(2)" },
	{ PLAIN, FILTERED_ONLY_FILES, ROUTE_FILES,
	  "the running kernel has no kexec_load(2), or the seccomp filter of this process hides it" },
	{ PLAIN, FILTERED_BOTH, ROUTE_SEGMENTS, "it brings the purgatory that verifies the load" },
	{ PLAIN, LOCKED, ROUTE_FILES, "the running kernel is locked down (integrity), which forbids kexec_load(2)" },
	{ PLAIN, APPRAISES, ROUTE_FILES,
	  "IMA's policy appraises kernels, so the running kernel wants files that it can appraise" },
	{ PLAIN, APPRAISES_ONLY_SEGMENTS, ROUTE_SEGMENTS, "the running kernel has no kexec_file_load(2)" },
	{ ASKED(ROUTE_SEGMENTS), APPRAISES, ROUTE_SEGMENTS, "asked for with -c" },
	{ ASKED(ROUTE_SEGMENTS), BOTH, ROUTE_SEGMENTS, "asked for with -c" },
	{ { ROUTE_SEGMENTS, "dtb", NULL, HANDOVER_ANY }, BOTH, ROUTE_SEGMENTS, "asked for with -c" },
	{ ASKED(ROUTE_FILES), BOTH, ROUTE_FILES, "asked for with -s" },
	{ ASKED(ROUTE_FILES), LOCKED, ROUTE_FILES, "asked for with -s" },
	{ ASKED(ROUTE_FILES), UNKNOWN, ROUTE_FILES, "asked for with -s" },
	{ FOR_SEGMENTS("dtb"), BOTH, ROUTE_SEGMENTS, "--dtb needs it" },
	{ FOR_FILES("no-cma"), BOTH, ROUTE_FILES, "--no-cma needs it" },
	{ HANDOVER(HANDOVER_REQUIRE), HANDS_OVER, ROUTE_FILES, "--handover=require needs it" },
	{ HANDOVER(HANDOVER_NEVER), HANDS_OVER, ROUTE_SEGMENTS, "--handover=never needs it" },
	{ HANDOVER(HANDOVER_NEVER), ONLY_FILES, ROUTE_FILES, "the running kernel has no kexec_load(2)" },
};

START_TEST(route_is_chosen_for_a_reason)
{
	struct route route = { 0 };
	struct diag diag = { 0 };

	ck_assert_msg(route_choose(&choices[_i].request, &choices[_i].facts, &route, &diag) == 0, "%s", diag.message);
	ck_assert_int_eq((int)route.way, (int)choices[_i].way);
	ck_assert_str_eq(route.why, choices[_i].why);
}
END_TEST

#define NO_FILES "the running kernel has no kexec_file_load(2): it is built without CONFIG_KEXEC_FILE"

static const struct {
	struct route_request request;
	struct route_facts facts;
	int error;
	const char *message;
} refused[] = {
	{ { ROUTE_FILES, "dtb", NULL, HANDOVER_ANY }, BOTH, -EINVAL,
	  "--dtb needs kexec_load(2), but -s needs kexec_file_load(2)" },
	{ { ROUTE_SEGMENTS, NULL, "no-cma", HANDOVER_ANY }, BOTH, -EINVAL,
	  "-c needs kexec_load(2), but --no-cma needs kexec_file_load(2)" },
	{ { ROUTE_ANY, "dtb", "no-cma", HANDOVER_ANY }, BOTH, -EINVAL,
	  "--dtb needs kexec_load(2), but --no-cma needs kexec_file_load(2)" },
	{ { ROUTE_FILES, NULL, NULL, HANDOVER_NEVER }, HANDS_OVER, -EINVAL,
	  "--handover=never needs kexec_load(2), but -s needs kexec_file_load(2)" },
	{ { ROUTE_SEGMENTS, NULL, NULL, HANDOVER_REQUIRE }, HANDS_OVER, -EINVAL,
	  "-c needs kexec_load(2), but --handover=require needs kexec_file_load(2)" },
	{ HANDOVER(HANDOVER_REQUIRE), BOTH, -ENODATA, "--handover=require: the running kernel hands no data over" },
	{ HANDOVER(HANDOVER_REQUIRE), HANDS_OVER_UNUSABLE, -ENOSYS, "--handover=require: " NO_FILES },
	{ PLAIN, NEITHER, -ENOSYS, "the running kernel has neither kexec_load(2) nor kexec_file_load(2)" },
	{ PLAIN, FILTERED_NEITHER, -ENOSYS,
	  "neither kexec_load(2) nor kexec_file_load(2) can be called: a seccomp filter is in force for this process, or the running "
	  "kernel lacks the call" },
	{ ASKED(ROUTE_SEGMENTS), FILTERED_ONLY_FILES, -ENOSYS,
	  "-c: kexec_load(2) cannot be called: a seccomp filter is in force for this process, or the running kernel lacks the call" },
	{ ASKED(ROUTE_FILES), ONLY_SEGMENTS, -ENOSYS, "-s: " NO_FILES },
	{ ASKED(ROUTE_SEGMENTS), ONLY_FILES, -ENOSYS,
	  "-c: the running kernel has no kexec_load(2): it is built without CONFIG_KEXEC" },
	{ FOR_SEGMENTS("dtb"), ONLY_FILES, -ENOSYS,
	  "--dtb: the running kernel has no kexec_load(2): it is built without CONFIG_KEXEC" },
	{ PLAIN, LOCKED_ONLY_SEGMENTS, -EPERM,
	  "the running kernel is locked down (integrity): it forbids kexec_load(2), and it is built without kexec_file_load(2)" },
	{ ASKED(ROUTE_FILES), LOCKED_ONLY_SEGMENTS, -EPERM,
	  "the running kernel is locked down (integrity): it forbids kexec_load(2), and it is built without kexec_file_load(2)" },
	{ ASKED(ROUTE_SEGMENTS), LOCKED, -EPERM,
	  "-c needs kexec_load(2), which the running kernel forbids: it is locked down (integrity)" },
	{ FOR_SEGMENTS("dtb"), LOCKED, -EPERM,
	  "--dtb needs kexec_load(2), which the running kernel forbids: it is locked down (integrity)" },
};

START_TEST(load_that_no_route_honours_is_refused)
{
	struct route route = { .way = ROUTE_ANY };
	struct diag diag = { 0 };

	ck_assert_int_eq(route_choose(&refused[_i].request, &refused[_i].facts, &route, &diag), refused[_i].error);
	ck_assert_str_eq(diag.message, refused[_i].message);
	ck_assert_str_ne(diag.hint, "");
	ck_assert_int_eq((int)route.way, ROUTE_ANY);
}
END_TEST

static const struct {
	struct route_request request;
	struct route_facts facts;
	enum route_way way;
} unloads[] = {
	{ PLAIN, BOTH, ROUTE_SEGMENTS },
	{ PLAIN, LOCKED, ROUTE_FILES },
	{ PLAIN, ONLY_FILES, ROUTE_FILES },
	{ ASKED(ROUTE_FILES), BOTH, ROUTE_FILES },
	{ { ROUTE_ANY, "dtb", NULL, HANDOVER_NEVER }, ONLY_FILES, ROUTE_FILES },
};

START_TEST(unload_takes_any_call_that_works)
{
	struct route route = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(route_choose_unload(&unloads[_i].request, &unloads[_i].facts, &route, &diag), 0);
	ck_assert_int_eq((int)route.way, (int)unloads[_i].way);
}
END_TEST

/* A refusal by IMA does not show beforehand: then the other call is tried, unless the user chose. */
START_TEST(only_a_free_choice_can_change)
{
	static const struct route_request free_choice = PLAIN, asked = ASKED(ROUTE_SEGMENTS), option = FOR_SEGMENTS("dtb");
	static const struct route_facts both = BOTH, segments = ONLY_SEGMENTS, files = ONLY_FILES;
	struct route route = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(route_choose(&asked, &both, &route, &diag), 0);
	ck_assert(!route.may_change);
	ck_assert_int_eq(route_choose(&option, &both, &route, &diag), 0);
	ck_assert(!route.may_change);
	ck_assert_int_eq(route_choose(&free_choice, &segments, &route, &diag), 0);
	ck_assert(!route.may_change);
	ck_assert_int_eq(route_choose(&free_choice, &files, &route, &diag), 0);
	ck_assert(!route.may_change);
	ck_assert_int_eq(route_choose(&free_choice, &both, &route, &diag), 0);
	ck_assert(route.may_change);
	route_change(&route);
	ck_assert_int_eq((int)route.way, ROUTE_FILES);
	ck_assert(!route.may_change);
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

/* Reads the manual page; the build's tests run with top_srcdir set. */
static char *read_manual(void)
{
	const char *top = getenv("top_srcdir");
	char path[512], *text = calloc(1, 1 << 20);
	FILE *file;

	snprintf(path, sizeof(path), "%s/man/kexec.8", top ? top : "../..");
	file = fopen(path, "r");
	ck_assert_msg(file && text, "cannot read %s", path);
	ck_assert_uint_gt(fread(text, 1, (1 << 20) - 1, file), 0);
	fclose(file);
	return text;
}

/* Is the option in the list that begins behind `start` and ends at the next full stop of a line? */
static bool is_listed(const char *text, const char *start, const char *option)
{
	const char *at = strstr(text, start), *end;
	char word[64];

	ck_assert_ptr_nonnull(at);
	end = strstr(at + strlen(start), " .\n");
	ck_assert_ptr_nonnull(end);
	snprintf(word, sizeof(word), "-%s ", option);
	at = strstr(at + strlen(start), word);
	return at && at < end + 1;
}

#define NEED_SEGMENTS "These options need\n.Xr kexec_load 2 ,\nand are an error with the other call:\n"
#define NEED_FILES "These options need\n.Xr kexec_file_load 2 :\n"

START_TEST(manual_lists_the_options_that_need_a_route)
{
	char *text = read_manual();
	size_t count;
	const struct option_row *row = option_rows(&count);

	for (size_t i = 0; i < count; i++) {
		if (!row[i].name || row[i].kind == OPTION_ROUTE)
			continue;
		ck_assert_msg(is_listed(text, NEED_SEGMENTS, row[i].name) == (row[i].route == ROUTE_SEGMENTS), "--%s",
			      row[i].name);
		ck_assert_msg(is_listed(text, NEED_FILES, row[i].name) == (row[i].route == ROUTE_FILES), "--%s", row[i].name);
	}
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("route");
	TCase *tcase = tcase_create("route");

	tcase_add_loop_test(tcase, route_is_chosen_for_a_reason, 0, COUNT(choices));
	tcase_add_loop_test(tcase, load_that_no_route_honours_is_refused, 0, COUNT(refused));
	tcase_add_loop_test(tcase, unload_takes_any_call_that_works, 0, COUNT(unloads));
	tcase_add_test(tcase, only_a_free_choice_can_change);
	tcase_add_loop_test(tcase, first_option_that_needs_a_route_is_remembered, 0, COUNT(lines));
	tcase_add_test(tcase, manual_lists_the_options_that_need_a_route);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
