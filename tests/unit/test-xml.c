/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/xml.h"
#include "tests/helpers/suite.h"

static const struct {
	const char *text;
	size_t limit;
	const char *xml;
} cases[] = {
	{ "", 9, "" },
	{ "console=ttyAMA0", 20, "console=ttyAMA0" },
	{ "<a b=\"c\" d='e'>&amp;", 99, "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;amp;" },
	{ "a\x01\t\n\x7f"
	  "b",
	  99, "a????b" },
	{ "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", 99, "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80" },
	/* No UTF-8: a byte alone, one cut short, an overlong form, a surrogate. */
	{ "\xff\xc3", 99, "??" },
	{ "\xc0\xaf", 99, "??" },
	{ "\xed\xa0\x80", 99, "???" },
	/* UTF-8 of U+FFFD, and of U+FFFE and U+FFFF, which are no characters of XML. */
	{ "\xef\xbf\xbd", 99, "\xef\xbf\xbd" },
	{ "\xef\xbf\xbe", 99, "???" },
	{ "\xef\xbf\xbf", 99, "???" },
	/* The limit counts characters, and never cuts one. */
	{ "abc", 3, "abc" },
	{ "abcd", 3, "abc..." },
	{ "\xc3\xa4\xc3\xb6<x", 3, "\xc3\xa4\xc3\xb6&lt;..." },
	{ "a", 0, "..." },
};

START_TEST(text_is_escaped)
{
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	xml_text(cases[_i].text, cases[_i].limit, out);
	fclose(out);
	ck_assert_str_eq(text, cases[_i].xml);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("xml");
	TCase *tcase = tcase_create("xml");

	tcase_add_loop_test(tcase, text_is_escaped, 0, COUNT(cases));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
