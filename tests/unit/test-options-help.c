/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/options/options-foreign.h"
#include "kexec/options/options-help.h"
#include "kexec/options/options-parse.h"
#include "kexec/options/options-rows.h"
#include "kexec/options/options.h"
#include "tests/helpers/suite.h"

static char *help_text(const char *topic)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	options_help(topic, out);
	fclose(out);
	return text;
}

/* The number of topics whose text has a line that begins so. */
static int topics_with(const char *left)
{
	size_t count;
	const struct option_row *row = option_rows(&count);
	char line[100];
	int found = 0;

	snprintf(line, sizeof(line), "\n %s ", left);
	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *text = row[i].kind == OPTION_TOPIC ? help_text(row[i].left) : NULL;

		found += text && strstr(text, line);
	}
	return found;
}

START_TEST(help_names_every_option_that_works)
{
	AUTO_FREE char *text = help_text(NULL);
	size_t count;
	const struct option_row *row = option_rows(&count);

	for (size_t i = 0; i < count; i++)
		if (row[i].name && row[i].kind != OPTION_REFUSED)
			ck_assert_msg(row[i].left && strstr(text, row[i].left), "--%s", row[i].name);
}
END_TEST

START_TEST(help_names_no_option_that_is_refused)
{
	AUTO_FREE char *text = help_text(NULL);

	ck_assert_ptr_null(strstr(text, "live update"));
	ck_assert_ptr_null(strstr(text, "--reuseinitrd"));
}
END_TEST

START_TEST(each_option_is_in_exactly_one_topic)
{
	size_t count;
	const struct option_row *row = option_rows(&count);

	ck_assert_int_eq(row[0].kind, OPTION_TOPIC);
	for (size_t i = 0; i < count; i++)
		if (row[i].left && row[i].kind != OPTION_TOPIC)
			ck_assert_msg(topics_with(row[i].left) == 1, "%s", row[i].left);
}
END_TEST

static int parse_one(char *word, struct options *options, struct diag *diag)
{
	char program[] = "kexec";

	return options_parse(2, (char *[]){ program, word, NULL }, options, diag);
}

START_TEST(a_topic_that_is_not_there_is_refused_with_those_that_are)
{
	char unknown[] = "--help=disks", empty[] = "--help=", known[] = "--help=memory";
	struct options options = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(parse_one(unknown, &options, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, "--help=disks: expected one of action, load, memory, syscall, verify, start, look, compat");
	ck_assert_int_eq(parse_one(empty, &options, &diag), -EINVAL);
	ck_assert_int_eq(parse_one(known, &options, &diag), 0);
	ck_assert_int_eq(options.command, COMMAND_HELP);
	ck_assert_str_eq(options.help_topic, "memory");
}
END_TEST

static const struct {
	const char *word;
	bool is_foreign;
} foreign[] = {
	{ "--elf64-core-headers", true },
	{ "--serial-baud=9600", true },
	{ "--noio", true },
	{ "--elf64-core", false }, /* no abbreviations: it may be short for one of ours some day */
	{ "--noio2", false },
	{ "-noio", false },
	{ "noio", false },
	{ "--", false },
	{ "--=", false },
	{ "---noio", false },
};

START_TEST(an_option_of_another_architecture_is_recognised)
{
	struct diag diag = { 0 };

	ck_assert_int_eq(options_is_foreign(foreign[_i].word, &diag), foreign[_i].is_foreign);
	ck_assert_int_eq(diag.message[0] != '\0', foreign[_i].is_foreign);
	ck_assert_int_eq(diag.hint[0] != '\0', foreign[_i].is_foreign);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("options-help");
	TCase *tcase = tcase_create("options-help");

	tcase_add_test(tcase, help_names_every_option_that_works);
	tcase_add_test(tcase, help_names_no_option_that_is_refused);
	tcase_add_test(tcase, each_option_is_in_exactly_one_topic);
	tcase_add_test(tcase, a_topic_that_is_not_there_is_refused_with_those_that_are);
	tcase_add_loop_test(tcase, an_option_of_another_architecture_is_recognised, 0, COUNT(foreign));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
