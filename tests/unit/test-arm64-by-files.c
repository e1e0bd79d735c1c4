/* SPDX-License-Identifier: GPL-2.0-only */
/* The places that an arm64 kernel chooses for a crash load by kexec_file_load(2). */

#include <check.h>

#include "arch/arm64/by-files.h"
#include "kexec/image/image.h"
#include "tests/helpers/suite.h"

#define MIB(n) ((uint64_t)(n) << 20)
#define KIB(n) ((uint64_t)(n) << 10)

static const struct {
	const char *why;
	struct range region;
	uint64_t kernel, offset, elfcorehdr, initrd, tree;
	bool fits;
} cases[] = {
	{ "plenty", { MIB(1024), MIB(1280) }, MIB(40), 0, KIB(4), MIB(20), KIB(12), true },
	{ "the kernel at 2 MiB, the tree in the last 2 MiB but one",
	  { MIB(1024), MIB(1088) },
	  MIB(40),
	  0,
	  KIB(4),
	  MIB(22),
	  KIB(12),
	  true },
	{ "a page of initrd more", { MIB(1024), MIB(1088) }, MIB(40), 0, KIB(4), MIB(22) + KIB(4), KIB(12), false },
	{ "a tree that needs the 2 MiB below", { MIB(1024), MIB(1088) }, MIB(40), 0, KIB(4), MIB(22), MIB(2) - KIB(60), false },
	{ "a text offset", { MIB(1024), MIB(1088) }, MIB(40), KIB(512), KIB(4), MIB(22), KIB(12), false },
	{ "a region that starts between", { MIB(1025), MIB(1088) }, MIB(40), 0, KIB(4), MIB(22), KIB(12), false },
	{ "a region that starts between, and an initrd that leaves room",
	  { MIB(1025), MIB(1088) },
	  MIB(40),
	  0,
	  KIB(4),
	  MIB(20),
	  KIB(12),
	  true },
	{ "an elfcorehdr that takes the last 2 MiB", { MIB(1024), MIB(1088) }, MIB(40), 0, MIB(2), MIB(22), KIB(12), false },
	{ "sizes beyond 64 bits", { MIB(1024), MIB(1088) }, UINT64_MAX, 0, KIB(4), MIB(22), KIB(12), false },
	{ "more than there is below", { MIB(1024), MIB(1088) }, MIB(40), 0, MIB(2000), 0, KIB(12), false },
};

START_TEST(places_are_predicted)
{
	const struct image image = { .mem_size = cases[_i].kernel, .offset = cases[_i].offset };

	ck_assert_msg(arm64_fits_by_files(&image, cases[_i].region, cases[_i].elfcorehdr, cases[_i].initrd, cases[_i].tree) ==
			      cases[_i].fits,
		      "%s", cases[_i].why);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("arm64-by-files");
	TCase *tcase = tcase_create("arm64-by-files");

	tcase_add_loop_test(tcase, places_are_predicted, 0, COUNT(cases));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
