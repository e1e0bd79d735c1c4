/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <string.h>

#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/machine/ramoops-find.h"
#include "kexec/machine/ramoops-iomem.h"
#include "tests/helpers/suite.h"

#define CONSOLE HANDOFF_RAMOOPS_CONSOLE
#define DUMP HANDOFF_RAMOOPS_DUMP

/* A region at 0x1000, whose zone is by the devicetree the console's at 0x5000, of 0x1000 bytes. */
static const struct ramoops_place by_devicetree = { { 0x1000, 0x9000 }, { 0x5000, 0x1000, CONSOLE } };

static const struct {
	const char *what, *iomem;
	enum handoff_ramoops_kind kind; /* by the devicetree */
	int error;
	uint64_t base;
	uint32_t size;
} cases[] = {
	{ "no driver", "0-ffff : System RAM\n  1000-8fff : reserved\n", CONSOLE, 0, 0x5000, 0x1000 },
	{ "the same zone", "1000-1fff : ramoops:dump(0/0)\n5000-5fff : ramoops:console\n", CONSOLE, 0, 0x5000, 0x1000 },
	{ "the same zone in an old kernel", "1000-4fff : persistent_ram\n5000-5fff : persistent_ram\n", CONSOLE, 0, 0x5000,
	  0x1000 },
	{ "the same zone in a very old kernel", "5000-5fff : ramoops\n", CONSOLE, 0, 0x5000, 0x1000 },
	{ "a dump, deep in the tree", "0-ffff : System RAM\n  1000-8fff : reserved\n    5000-5fff : ramoops:dump(1/1)", DUMP, 0,
	  0x5000, 0x1000 },
	{ "the console elsewhere", "1000-2fff : ramoops:dump(0/0)\n3000-4fff : ramoops:console\n", CONSOLE, 0, 0x3000, 0x2000 },
	{ "the console longer", "5000-57ff : ramoops:console\n", CONSOLE, 0, 0x5000, 0x800 },
	{ "a dump where the console should be", "5000-5fff : ramoops:dump(0/0)\n", CONSOLE, -EINVAL, 0, 0 },
	{ "the console where a dump should be", "5000-5fff : ramoops:console\n", DUMP, 0, 0x5000, 0x1000 },
	{ "zones without names, none of which is it", "1000-4fff : persistent_ram\n5000-57ff : persistent_ram\n", CONSOLE,
	  -EINVAL, 0, 0 },
	{ "a console too small for a report", "5000-50ff : ramoops:console\n", CONSOLE, -EINVAL, 0, 0 },
	{ "a console at an odd address", "5001-5fff : ramoops:console\n", CONSOLE, -EINVAL, 0, 0 },
	{ "zones of another region", "a000-afff : ramoops:console\n", CONSOLE, 0, 0x5000, 0x1000 },
	{ "a zone that leaves the region", "8000-9fff : ramoops:console\n", CONSOLE, 0, 0x5000, 0x1000 },
	{ "other names", "3000-3fff : ramoopsy\n4000-4fff : xramoops:console\nno line\n", CONSOLE, 0, 0x5000, 0x1000 },
};

START_TEST(lines_of_the_driver_are_believed_or_there_is_no_report)
{
	struct ramoops_place place = by_devicetree;
	struct diag diag = { 0 };
	struct view text = { (const uint8_t *)cases[_i].iomem, strlen(cases[_i].iomem) };
	int r;

	place.zone.kind = cases[_i].kind;
	r = ramoops_compare(text, &place, &diag);
	ck_assert_msg(r == cases[_i].error, "%s: %d %s", cases[_i].what, r, diag.message);
	ck_assert_msg(r || (place.zone.base == cases[_i].base && place.zone.size == cases[_i].size), "%s: 0x%x at 0x%x",
		      cases[_i].what, place.zone.size, (unsigned int)place.zone.base);
	if (r)
		ck_assert_str_eq(diag.message, "/proc/iomem shows other zones of ramoops than the devicetree, which has one of "
					       "0x1000 bytes at 0x5000");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ramoops-iomem");
	TCase *tcase = tcase_create("compare");

	tcase_add_loop_test(tcase, lines_of_the_driver_are_believed_or_there_is_no_report, 0, COUNT(cases));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
