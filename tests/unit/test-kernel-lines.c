/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <string.h>

#include "kexec/refusal/kernel-lines.h"
#include "tests/helpers/suite.h"

static const struct {
	const char *record;
	const char *line; /* NULL: left out */
} records[] = {
	{ "3,339,5140900,-;Can't kexec: CPUs are stuck in the kernel.\n", "Can't kexec: CPUs are stuck in the kernel." },
	{ "4,1,2,-;PEFILE: Unsigned PE binary\n", "PEFILE: Unsigned PE binary" },
	{ "5,1,2,-,caller=T1;Lockdown: kexec: kexec of unsigned images is restricted; see man kernel_lockdown.7\n",
	  "Lockdown: kexec: kexec of unsigned images is restricted; see man kernel_lockdown.7" },
	{ "5,1,2,c;audit: type=1800 audit(1:2): pid=3\n SUBSYSTEM=x\n DEVICE=y\n", "audit: type=1800 audit(1:2): pid=3" },
	{ "3,1,2,-;ima: impossible to appraise a kernel image", "ima: impossible to appraise a kernel image" },
	{ "3,1,2,-;kexec\x1b[2J\x07 bell\n", "kexec?[2J? bell" },
	{ "3,1,2,-;kexec_file(Image): Could not find any suitable kernel location!\n",
	  "kexec_file(Image): Could not find any suitable kernel location!" },
	{ "5,1,2,-;audit: type=1420 audit(1:2): ipe_op=KEXEC_IMAGE ipe_hook=KERNEL_READ enforcing=1\n",
	  "audit: type=1420 audit(1:2): ipe_op=KEXEC_IMAGE ipe_hook=KERNEL_READ enforcing=1" },
	/* another subject */
	{ "3,1,2,-;md: raid5: stripe cache is full, broken pipe\n", NULL },
	{ "3,1,2,-;usb 1-1: device descriptor read/64, error -71\n", NULL },
	/* no notice, but information, of which -d makes plenty */
	{ "6,1,2,-;kexec_file: nr_segments = 4\n", NULL },
	/* not of the kernel, but of a program: facility 1 */
	{ "11,1,2,-;kexec: everything is fine\n", NULL },
	/* no records */
	{ "", NULL },
	{ ";", NULL },
	{ "3;kexec", NULL },
	{ "-3,1,2,-;kexec", NULL },
	{ "99999999999999999999,1,2,-;kexec", NULL },
	{ "3,1,2,- kexec", NULL },
	{ "kexec", NULL },
};

START_TEST(line_of_a_record_is_taken_if_it_concerns_a_load)
{
	struct kernel_lines lines = { 0 };

	kernel_lines_add(&lines, records[_i].record, strlen(records[_i].record));
	ck_assert_uint_eq(lines.count, records[_i].line ? 1 : 0);
	if (records[_i].line)
		ck_assert_str_eq(lines.line[0], records[_i].line);
}
END_TEST

START_TEST(long_line_is_cut_and_further_lines_are_left_out)
{
	static const char start[] = "3,1,2,-;kexec ";
	struct kernel_lines lines = { 0 };
	char record[1000];

	memset(record, 'x', sizeof(record));
	memcpy(record, start, sizeof(start) - 1);
	for (int i = 0; i < KERNEL_LINES_MAX + 2; i++)
		kernel_lines_add(&lines, record, sizeof(record));
	ck_assert_uint_eq(lines.count, KERNEL_LINES_MAX);
	ck_assert_uint_eq(strlen(lines.line[0]), KERNEL_LINE_SIZE - 1);
}
END_TEST

START_TEST(text_is_found_in_any_case)
{
	struct kernel_lines lines = { 1, { "Can't kexec: CPUs are stuck in the kernel." } };

	ck_assert(kernel_lines_have(&lines, "cpus are STUCK"));
	ck_assert(!kernel_lines_have(&lines, "Lockdown"));
	lines.count = 0;
	ck_assert(!kernel_lines_have(&lines, "stuck"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("kernel-lines");
	TCase *tcase = tcase_create("kernel-lines");

	tcase_add_loop_test(tcase, line_of_a_record_is_taken_if_it_concerns_a_load, 0, COUNT(records));
	tcase_add_test(tcase, long_line_is_cut_and_further_lines_are_left_out);
	tcase_add_test(tcase, text_is_found_in_any_case);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
