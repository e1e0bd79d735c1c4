/* SPDX-License-Identifier: GPL-2.0-only */
/* Prefixes of long options that kexec-tools takes: they mean the same option here, whatever options of our own begin like them. */

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/options/options-parse.h"
#include "kexec/options/options-rows.h"
#include "tests/helpers/suite.h"

/* The long options of kexec-tools 2.0.32 for arm64. */
static const struct {
	const char *name;
	bool has_value;
} theirs[] = {
	{ "help", false },
	{ "version", false },
	{ "force", false },
	{ "no-checks", false },
	{ "no-ifdown", false },
	{ "no-sync", false },
	{ "load", false },
	{ "unload", false },
	{ "exec", false },
	{ "exec-live-update", false },
	{ "load-preserve-context", false },
	{ "load-jump-back-helper", false },
	{ "load-live-update", false },
	{ "entry", true },
	{ "type", true },
	{ "load-panic", false },
	{ "mem-min", true },
	{ "mem-max", true },
	{ "reuseinitrd", false },
	{ "kexec-file-syscall", false },
	{ "kexec-syscall", false },
	{ "kexec-syscall-auto", false },
	{ "debug", false },
	{ "status", false },
	{ "print-ckr-size", false },
	{ "hotplug", false },
	{ "append", true },
	{ "command-line", true },
	{ "dtb", true },
	{ "initrd", true },
	{ "ramdisk", true },
	{ "serial", true },
	{ "reuse-cmdline", false },
};

/* The number of their options that begin with the prefix. */
static size_t meanings(const char *prefix)
{
	size_t count = 0;

	for (size_t i = 0; i < COUNT(theirs); i++)
		count += strncmp(theirs[i].name, prefix, strlen(prefix)) == 0;
	return count;
}

/* An option with a value is kept by its name. */
static void check_value(const char *prefix, const char *name)
{
	char program[] = "kexec", load[] = "-l", kernel[] = "K", word[64], value[] = "0x1000";
	struct options options = { 0 };
	struct diag diag = { 0 };

	snprintf(word, sizeof(word), "--%s", prefix);
	ck_assert_msg(options_parse(5, (char *[]){ program, load, kernel, word, value, NULL }, &options, &diag) == 0, "--%s: %s", prefix,
		      diag.message);
	ck_assert_uint_eq(options.given_count, 1);
	ck_assert_str_eq(options.given[0].name, name);
	ck_assert_str_eq(options.given[0].value, value);
}

/* A value that is wrong is refused with the name of the option: "option '--NAME' takes no value", "--NAME=x: expected ...". */
static void check_flag(const char *prefix, const char *name)
{
	char program[] = "kexec", word[64], flag[64], choice[64];
	struct options options = { 0 };
	struct diag diag = { 0 };

	snprintf(word, sizeof(word), "--%s=x", prefix);
	snprintf(flag, sizeof(flag), "option '--%s' takes no value", name);
	snprintf(choice, sizeof(choice), "--%s=x: expected ", name);
	ck_assert_int_lt(options_parse(2, (char *[]){ program, word, NULL }, &options, &diag), 0);
	ck_assert_msg(strncmp(diag.message, flag, strlen(flag)) == 0 || strncmp(diag.message, choice, strlen(choice)) == 0, "--%s: %s",
		      prefix, diag.message);
}

START_TEST(a_prefix_that_kexec_tools_takes_is_short_for_the_same_option)
{
	const char *name = theirs[_i].name;

	for (size_t length = 1; length <= strlen(name); length++) {
		char prefix[64];

		snprintf(prefix, sizeof(prefix), "%.*s", (int)length, name);
		if (length < strlen(name) && meanings(prefix) > 1)
			continue;
		if (theirs[_i].has_value)
			check_value(prefix, name);
		else
			check_flag(prefix, name);
	}
}
END_TEST

/* The number of our options that begin with the prefix. */
static size_t our_meanings(const char *prefix)
{
	size_t count, found = 0;
	const struct option_row *row = option_rows(&count);

	for (size_t i = 0; i < count; i++)
		found += row[i].name && strncmp(row[i].name, prefix, strlen(prefix)) == 0;
	return found;
}

START_TEST(each_abbreviation_is_needed)
{
	size_t count;
	const struct option_abbreviation *abbreviation = option_abbreviations(&count);

	for (size_t i = 0; i < count; i++) {
		ck_assert_msg(meanings(abbreviation[i].prefix) == 1, "%s", abbreviation[i].prefix);
		ck_assert_msg(our_meanings(abbreviation[i].prefix) > 1, "%s", abbreviation[i].prefix);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("options-short");
	TCase *tcase = tcase_create("options-short");

	tcase_add_loop_test(tcase, a_prefix_that_kexec_tools_takes_is_short_for_the_same_option, 0, COUNT(theirs));
	tcase_add_test(tcase, each_abbreviation_is_needed);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
