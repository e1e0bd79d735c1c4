/* SPDX-License-Identifier: GPL-2.0-only */
/* Who may not look for a sign of handover: an ordinary user, to whom debugfs is closed. Other signs are in tests/golden. */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/handover.h"
#include "kexec/host/host.h"
#include "tests/helpers/suite.h"

static char folder[64];

static void make_machine(void)
{
	static const char *const below[] = { "", "/sys", "/sys/kernel", "/sys/kernel/debug", "/sys/kernel/debug/kho" };
	char path[128];

	strcpy(folder, "/tmp/test-handover-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	for (size_t i = 0; i < COUNT(below); i++) {
		snprintf(path, sizeof(path), "%s%s", folder, below[i]);
		ck_assert(i == 0 || mkdir(path, 0755) == 0);
		ck_assert_int_eq(chmod(path, 0755), 0);
	}
}

static void close_debugfs(mode_t mode)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/sys/kernel/debug", folder);
	ck_assert_int_eq(chmod(path, mode), 0);
}

static void remove_machine(void)
{
	char command[100];

	close_debugfs(0755);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

/* In a process of its own, which stays an ordinary user's. */
START_TEST(debugfs_that_is_closed_to_users_says_nothing)
{
	CLEANUP(host_close) struct host host = { .root = -1 };
	struct handover handover;
	struct diag diag = { 0 };

	ck_assert_int_eq(host_open(folder, &host, &diag), 0);
	close_debugfs(_i ? 0 : 0755);
	if (geteuid() == 0)
		ck_assert_int_eq(setresuid(65534, 65534, 65534), 0);
	host_handover(&host, &handover);
	ck_assert(handover.on == !_i);
	ck_assert_int_eq(handover.error, 0);
	ck_assert_str_eq(handover.seen, _i ? "" : "/sys/kernel/debug/kho");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("handover");
	TCase *tcase = tcase_create("handover");

	tcase_add_unchecked_fixture(tcase, make_machine, remove_machine);
	tcase_add_loop_test(tcase, debugfs_that_is_closed_to_users_says_nothing, 0, 2);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
