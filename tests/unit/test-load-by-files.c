/* SPDX-License-Identifier: GPL-2.0-only */
/* What a load by files reads of the running kernel's memory, and what it does if that cannot be read. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <sys/utsname.h>

#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/image/image.h"
#include "kexec/load/load-steps.h"
#include "kexec/load/load-values.h"
#include "kexec/load/running-files.h"
#include "kexec/machine/scratch-areas.h"
#include "kexec/machine/snapshot.h"
#include "kexec/plan/file-load.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-snapshot.h"

#define MIB ((uint64_t)1 << 20)

/* The first kernel that uses such memory, whatever runs here. */
int uname(struct utsname *ret)
{
	*ret = (struct utsname){ .release = "6.17.0" };
	return 0;
}

static const struct {
	const char *meminfo; /* NULL: it cannot be read */
	bool crash, is_kept_off;
} loads[] = {
	{ "MemTotal: 1 kB\n", false, false },
	{ "CmaFree: 65536 kB\n", false, false },
	{ "CmaFree: 16128 kB\n", false, true },
	{ "CmaFree: 16128 kB\n", true, false },
	{ NULL, false, true },
	{ NULL, true, false },
};

START_TEST(a_load_keeps_off_memory_that_may_be_too_small)
{
	struct snapshot kept = { 0 };
	const struct host host = { .root = -1, .kept = &kept };
	const struct context context = { .host = &host };
	struct file_load files = { .crash = loads[_i].crash, .memory = 50 * MIB };
	struct load load = { .files = &files };

	if (loads[_i].meminfo)
		add_text(&kept, MEMINFO_FILE, loads[_i].meminfo);
	else
		add_error(&kept, MEMINFO_FILE, -EIO);
	keep_off_small_cma(&context, &load);
	ck_assert(files.no_cma == loads[_i].is_kept_off);
	snapshot_release(&kept);
}
END_TEST

static const struct {
	int error, result;
} areas[] = {
	{ -ENOENT, 0 },
	{ -EACCES, 0 }, /* debugfs is closed to ordinary users, who may look at a plan all the same */
	{ -EPERM, 0 },
	{ -EIO, -EIO },
};

START_TEST(scratch_areas_that_are_not_shown_are_no_failure)
{
	struct snapshot kept = { 0 };
	struct diag diag = { 0 };
	const struct host host = { .root = -1, .kept = &kept };
	const struct context context = { .host = &host, .diag = &diag };
	struct image image = { .mem_size = MIB };
	struct load load = { .image = &image };

	add_error(&kept, SCRATCH_STARTS, areas[_i].error);
	ck_assert_int_eq(check_scratch(&context, &load), areas[_i].result);
	snapshot_release(&kept);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("load-by-files");
	TCase *tcase = tcase_create("load-by-files");

	tcase_add_loop_test(tcase, a_load_keeps_off_memory_that_may_be_too_small, 0, sizeof(loads) / sizeof(loads[0]));
	tcase_add_loop_test(tcase, scratch_areas_that_are_not_shown_are_no_failure, 0, COUNT(areas));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
