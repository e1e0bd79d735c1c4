/* SPDX-License-Identifier: GPL-2.0-only */
/* The options of a load that is made again by its record. */

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/command/restore-options.h"
#include "kexec/loaded/loaded.h"
#include "kexec/options/options-parse.h"
#include "kexec/options/options.h"
#include "tests/helpers/suite.h"

static void add(struct loaded *record, const char *text)
{
	char *option = strdup(text);

	ck_assert_int_eq(loaded_add_option(record, &option), 0);
}

/* _i: loaded by files */
START_TEST(options_are_those_of_the_record)
{
	CLEANUP(loaded_release) struct loaded record = { .crash = true, .by_files = _i };
	AUTO_FREE struct options *options = NULL;
	AUTO_FREE char **words = NULL;
	struct diag diag = { 0 };

	record.kernel.path = strdup("-odd name");
	add(&record, "--append=root=/dev/vda1 -- quiet");
	add(&record, "--initrd=/boot/a");
	add(&record, "--initrd=/boot/b");
	ck_assert_msg(restore_options(&record, &words, &options, &diag) == 0, "%s", diag.message);
	ck_assert_int_eq((int)options->command, COMMAND_LOAD);
	ck_assert(options->crash);
	ck_assert_int_eq((int)options->route.asked, _i ? ROUTE_FILES : ROUTE_SEGMENTS);
	ck_assert_str_eq(options->append, "root=/dev/vda1 -- quiet");
	ck_assert_uint_eq(options->initrd.count, 2);
	ck_assert_str_eq(options->initrd.path[1], "/boot/b");
	ck_assert_str_eq(options->kernel, "-odd name");
}
END_TEST

START_TEST(option_of_another_version_is_an_error)
{
	CLEANUP(loaded_release) struct loaded record = { .crash = true };
	AUTO_FREE struct options *options = NULL;
	AUTO_FREE char **words = NULL;
	struct diag diag = { 0 };

	record.kernel.path = strdup("k");
	add(&record, "--of-tomorrow");
	ck_assert_int_eq(restore_options(&record, &words, &options, &diag), -EINVAL);
	ck_assert_ptr_nonnull(strstr(diag.message, "--of-tomorrow"));
}
END_TEST

/* An option that only says what to do is not of the load. */
START_TEST(only_options_of_the_load_are_kept)
{
	static const char *const words[] = { "kexec",	    "-d",	"-p",	      "-x", "-y",	 "-s",
					     "-t",	    "Image",	"--append=a", "-i", "--dry-run", "--prepare",
					     "--sysroot=/", "--serial", "none",	      "K" };
	char *argv[COUNT(words) + 1] = { 0 };
	static struct options options;
	struct diag diag = { 0 };

	for (size_t i = 0; i < COUNT(words); i++)
		argv[i] = (char *)(uintptr_t)words[i];
	ck_assert_msg(options_parse(COUNT(words), argv, &options, &diag) == 0, "%s", diag.message);
	ck_assert_uint_eq(options.given_count, 4);
	ck_assert_str_eq(options.given[0].name, "type");
	ck_assert_str_eq(options.given[0].value, "Image");
	ck_assert_str_eq(options.given[1].name, "append");
	ck_assert_str_eq(options.given[2].name, "no-checks");
	ck_assert_ptr_null(options.given[2].value);
	ck_assert_str_eq(options.given[3].name, "serial");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("restore-options");
	TCase *tcase = tcase_create("restore-options");

	tcase_add_loop_test(tcase, options_are_those_of_the_record, 0, 2);
	tcase_add_test(tcase, option_of_another_version_is_an_error);
	tcase_add_test(tcase, only_options_of_the_load_are_kept);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
