/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/parts/cmdline.h"
#include "tests/helpers/suite.h"

#define ARM64_MAX 2047

static const struct {
	const char *running;
	bool reuse, crash;
	const char *append;
	const char *expected;
} cases[] = {
	/* without reuse only append counts, byte by byte */
	{ "ro quiet", false, false, NULL, "" },
	{ "ro quiet", false, true, "", "" },
	{ "ro quiet", false, false, "  a  b ", "  a  b " },
	{ NULL, false, true, "crashkernel=1M BOOT_IMAGE=x", "crashkernel=1M BOOT_IMAGE=x" },
	/* reuse */
	{ NULL, true, false, NULL, "" },
	{ "", true, false, "", "" },
	{ "ro quiet", true, false, NULL, "ro quiet" },
	{ "ro quiet", true, false, "", "ro quiet" },
	{ "ro quiet", true, false, "single", "ro quiet single" },
	{ "", true, false, "single", "single" },
	{ " \tro\n  quiet ", true, false, NULL, "ro quiet" },
	/* the boot loader's own word */
	{ "BOOT_IMAGE=/vmlinuz ro", true, false, NULL, "ro" },
	{ "ro BOOT_IMAGE=/vmlinuz", true, false, "x", "ro x" },
	{ "BOOT_IMAGE=/vmlinuz", true, false, NULL, "" },
	{ "BOOT_IMAGE=/vmlinuz", true, false, "x", "x" },
	{ "BOOT_IMAGE MY_BOOT_IMAGE=1", true, false, NULL, "BOOT_IMAGE MY_BOOT_IMAGE=1" },
	{ "BOOT_IMAGE=\"/my kernel\" ro", true, false, NULL, "ro" },
	{ "\"BOOT_IMAGE=/my kernel\" ro", true, false, NULL, "ro" },
	/* the capture kernel reserves nothing for another one */
	{ "crashkernel=256M,high crashkernel=128M,low ro", true, true, NULL, "ro" },
	{ "ro crashkernel=1G-:256M", true, true, "irqpoll", "ro irqpoll" },
	{ "crashkernel=256M ro", true, false, NULL, "crashkernel=256M ro" },
	{ "kexeckernel=96M@0x60000000 ro kexeckernel=1M", true, true, NULL, "ro" },
	{ "kexeckernel=96M ro", true, false, NULL, "kexeckernel=96M ro" },
	{ "crashkernel crashkernel_x ro xcrashkernel=1", true, true, NULL, "ro xcrashkernel=1" },
	{ "\"crashkernel=256M\" ro", true, true, NULL, "ro" },
	{ "ro crashkernel=1M", true, true, "crashkernel=2M", "ro crashkernel=2M" },
	/* a quoted word may have spaces, and words that only look like those to drop */
	{ "dyndbg=\"file a.c +p; crashkernel=x\" ro", true, true, NULL, "dyndbg=\"file a.c +p; crashkernel=x\" ro" },
	{ "a=\"b  c\"d  e", true, false, "f", "a=\"b  c\"d e f" },
	/* what stands behind "--" is for init: new words go before it, and new words for init to the end */
	{ "ro init=/bin/sh -- -c \"exec  /a\"", true, true, "nr_cpus=1 reset_devices",
	  "ro init=/bin/sh nr_cpus=1 reset_devices -- -c \"exec  /a\"" },
	{ "ro -- a", true, false, "x -- b", "ro x -- a b" },
	{ "ro -- a", true, false, "-- b", "ro -- a b" },
	{ "ro -- a", true, false, "x --", "ro x -- a" },
	{ "ro -- a", true, false, NULL, "ro -- a" },
	{ "-- a", true, false, "x", "x -- a" },
	{ "ro --", true, false, "x", "ro x --" },
	{ "ro \"--\" a", true, false, "x", "ro x -- a" },
	{ "ro -- a -- b", true, false, "x", "ro x -- a -- b" },
	{ "ro", true, false, "x -- b", "ro x -- b" },
	{ "ro --x a=-- --=1 \"-- b\"", true, false, "x", "ro --x a=-- --=1 \"-- b\" x" },
	{ "ro -- a", false, false, " x  -- b", " x  -- b" },
	{ "BOOT_IMAGE=/a ro -- BOOT_IMAGE=/b", true, false, "x", "ro x -- BOOT_IMAGE=/b" },
	/* the kernel looks for it in the whole line */
	{ "ro -- a crashkernel=1M", true, true, "x", "ro x -- a" },
	/* the last quote is never closed: the kernel takes all the rest for one word */
	{ "ro a=\"b crashkernel=1M", true, true, NULL, "ro a=\"b crashkernel=1M" },
	{ "ro crashkernel=\"1M b", true, true, "x", "ro x" },
};

START_TEST(line_has_the_words_that_belong)
{
	AUTO_FREE char *line = NULL;
	struct diag diag = { 0 };
	int r = cmdline_build(cases[_i].running, cases[_i].reuse, cases[_i].crash, cases[_i].append, ARM64_MAX, &line, &diag);

	ck_assert_msg(r == 0, "%s", diag.message);
	ck_assert_str_eq(line, cases[_i].expected);
}
END_TEST

START_TEST(open_quote_would_swallow_append)
{
	AUTO_FREE char *line = NULL;
	struct diag diag = { 0 };

	ck_assert_int_eq(cmdline_build("ro a=\"b c", true, false, "single", ARM64_MAX, &line, &diag), -EINVAL);
	ck_assert_ptr_null(line);
	ck_assert_str_eq(diag.message, "the reused command line has an unclosed double quote: \"single\" would become part of "
				       "its last word");
}
END_TEST

static const struct {
	const char *running, *append, *message;
} open_cases[] = {
	{ "ro -- a", "x=\"1", "the text of --append has an unclosed double quote: \"a\" would become part of its last word" },
	{ "ro -- \"a", "x -- b",
	  "the reused command line has an unclosed double quote: \"b\" would become part of its last word" },
};

START_TEST(open_quote_would_swallow_the_words_for_init)
{
	AUTO_FREE char *line = NULL;
	struct diag diag = { 0 };

	ck_assert_int_eq(cmdline_build(open_cases[_i].running, true, false, open_cases[_i].append, ARM64_MAX, &line, &diag),
			 -EINVAL);
	ck_assert_ptr_null(line);
	ck_assert_str_eq(diag.message, open_cases[_i].message);
}
END_TEST

START_TEST(words_for_the_kernel_end_before_the_dashes)
{
	ck_assert_uint_eq(cmdline_kernel_length(""), 0);
	ck_assert_uint_eq(cmdline_kernel_length("ro quiet "), strlen("ro quiet "));
	ck_assert_uint_eq(cmdline_kernel_length("ro quiet  -- a"), strlen("ro quiet"));
	ck_assert_uint_eq(cmdline_kernel_length("-- a"), 0);
}
END_TEST

/* A line of 2047 bytes just fits arm64's COMMAND_LINE_SIZE of 2048. */
START_TEST(longest_line_fits)
{
	AUTO_FREE char *line = NULL;
	struct diag diag = { 0 };
	char append[2045];

	memset(append, 'x', 2044);
	append[2044] = '\0';
	ck_assert_int_eq(cmdline_build("ro", true, false, append, ARM64_MAX, &line, &diag), 0);
	ck_assert_uint_eq(strlen(line), ARM64_MAX);
}
END_TEST

START_TEST(too_long_line_names_both_lengths)
{
	AUTO_FREE char *line = NULL;
	struct diag diag = { 0 };
	char append[2046];

	memset(append, 'x', 2045);
	append[2045] = '\0';
	ck_assert_int_eq(cmdline_build("ro", true, false, append, ARM64_MAX, &line, &diag), -E2BIG);
	ck_assert_ptr_null(line);
	ck_assert_str_eq(diag.message,
			 "Kernel command line too long for kernel! It has 2048 bytes, the kernel takes at most 2047");
}
END_TEST

/* Dropped words do not count. */
START_TEST(length_is_that_of_the_result)
{
	AUTO_FREE char *line = NULL;
	struct diag diag = { 0 };

	ck_assert_int_eq(cmdline_build("BOOT_IMAGE=/vmlinuz-6.1.0 ro", true, false, NULL, 2, &line, &diag), 0);
	ck_assert_str_eq(line, "ro");
}
END_TEST

/* ---- memory reserved at a fixed address ---- */

#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

static const struct {
	const char *cmdline;
	struct range fixed[2];
	size_t count;
} fixed_cases[] = {
	{ NULL, { { 0, 0 } }, 0 },
	{ "", { { 0, 0 } }, 0 },
	{ "ro kexeckernel=96M quiet", { { 0, 0 } }, 0 },
	{ "kexeckernel=96M@0x60000000", { { 0x60000000, 0x66000000 } }, 1 },
	{ "ro kexeckernel=64m@1G quiet", { { GIB(1), GIB(1) + MIB(64) } }, 1 },
	{ "crashkernel=0x10000k@2g", { { GIB(2), GIB(2) + MIB(64) } }, 1 },
	{ "crashkernel=65536K@1048576k", { { GIB(1), GIB(1) + MIB(64) } }, 1 },
	{ "crashkernel=4096@4096", { { 4096, 8192 } }, 1 },
	{ "crashkernel=010000@4096", { { 4096, 8192 } }, 1 },
	{ "kexeckernel=1T@1P", { { UINT64_C(1) << 50, (UINT64_C(1) << 50) + (UINT64_C(1) << 40) } }, 1 },
	/* each word counts, both names; in order, and in one piece where they meet */
	{ "crashkernel=64M@2G kexeckernel=64M@1G", { { GIB(1), GIB(1) + MIB(64) }, { GIB(2), GIB(2) + MIB(64) } }, 2 },
	{ "kexeckernel=64M@1G kexeckernel=96M@1G", { { GIB(1), GIB(1) + MIB(96) } }, 1 },
	/* a list of sizes: which one is for the next kernel to say */
	{ "crashkernel=512M-2G:64M,2G-:128M@1G", { { GIB(1), GIB(1) + MIB(128) } }, 1 },
	{ "crashkernel=512M-2G:128M,2G-:64M@1G", { { GIB(1), GIB(1) + MIB(128) } }, 1 },
	{ "crashkernel=1G-:64M", { { 0, 0 } }, 0 },
	{ "kexeckernel=1G-:64M@1G", { { 0, 0 } }, 0 },
	/* no address */
	{ "crashkernel=256M,high crashkernel=64M,low", { { 0, 0 } }, 0 },
	{ "kexeckernel=64M@0", { { 0, 0 } }, 0 },
	{ "kexeckernel=0@1G", { { 0, 0 } }, 0 },
	/* malformed */
	{ "kexeckernel=", { { 0, 0 } }, 0 },
	{ "kexeckernel=@1G", { { 0, 0 } }, 0 },
	{ "kexeckernel=64M@", { { 0, 0 } }, 0 },
	{ "kexeckernel=64M@x", { { 0, 0 } }, 0 },
	{ "kexeckernel=64M@1Gx", { { 0, 0 } }, 0 },
	{ "kexeckernel=64Z@1G", { { 0, 0 } }, 0 },
	{ "kexeckernel=-64M@1G", { { 0, 0 } }, 0 },
	{ "kexeckernel=64M @1G", { { 0, 0 } }, 0 },
	{ "crashkernel=64M-@1G", { { 0, 0 } }, 0 },
	{ "crashkernel=64M-1G@1G", { { 0, 0 } }, 0 },
	{ "crashkernel=64M-1G:@1G", { { 0, 0 } }, 0 },
	/* beyond 64 bits */
	{ "kexeckernel=64M@0xffffffffffffffff", { { 0, 0 } }, 0 },
	{ "kexeckernel=99999999999999999999@1G", { { 0, 0 } }, 0 },
	{ "kexeckernel=16E@1G", { { 0, 0 } }, 0 },
	{ "kexeckernel=64M@16E", { { 0, 0 } }, 0 },
	/* words that only look like it */
	{ "xkexeckernel=64M@1G kexeckernel kexeckernel_x=64M@1G", { { 0, 0 } }, 0 },
	{ "a=\"b kexeckernel=64M@1G\"", { { 0, 0 } }, 0 },
	/* behind "--" too: the kernel looks for it in the whole line */
	{ "ro -- crashkernel=64M@1G", { { GIB(1), GIB(1) + MIB(64) } }, 1 },
	/* quotes, which are not part of a value */
	{ "\"kexeckernel=64M@1G\" ro", { { GIB(1), GIB(1) + MIB(64) } }, 1 },
	{ "kexeckernel=\"64M@1G\" ro", { { GIB(1), GIB(1) + MIB(64) } }, 1 },
	{ "kexeckernel=\"64M@1G", { { GIB(1), GIB(1) + MIB(64) } }, 1 },
	{ "kexeckernel=\"", { { 0, 0 } }, 0 },
};

START_TEST(fixed_memory_is_found)
{
	CLEANUP(ranges_release) struct ranges fixed = { 0 };

	ck_assert_int_eq(cmdline_fixed_ranges(fixed_cases[_i].cmdline, &fixed), 0);
	ck_assert_msg(fixed.count == fixed_cases[_i].count, "%s: %zu ranges", fixed_cases[_i].cmdline, fixed.count);
	for (size_t i = 0; i < fixed.count; i++) {
		ck_assert_uint_eq(fixed.range[i].start, fixed_cases[_i].fixed[i].start);
		ck_assert_uint_eq(fixed.range[i].end, fixed_cases[_i].fixed[i].end);
	}
}
END_TEST

static Suite *cmdline_suite(void)
{
	Suite *suite = suite_create("cmdline");
	TCase *tcase = tcase_create("cmdline");

	tcase_add_loop_test(tcase, line_has_the_words_that_belong, 0, COUNT(cases));
	tcase_add_test(tcase, open_quote_would_swallow_append);
	tcase_add_loop_test(tcase, open_quote_would_swallow_the_words_for_init, 0, COUNT(open_cases));
	tcase_add_test(tcase, words_for_the_kernel_end_before_the_dashes);
	tcase_add_test(tcase, longest_line_fits);
	tcase_add_test(tcase, too_long_line_names_both_lengths);
	tcase_add_test(tcase, length_is_that_of_the_result);
	tcase_add_loop_test(tcase, fixed_memory_is_found, 0, COUNT(fixed_cases));
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return run_suite(cmdline_suite());
}
