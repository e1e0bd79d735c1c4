/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts for --check that the host collects: the kernel's log about crash memory, the room for a dump. */
#include <check.h>
#include <stdint.h>
#include <string.h>

#include "kexec/host/crash-facts.h"
#include "kexec/host/host.h"
#include "tests/helpers/suite.h"

#define GIB(n) ((uint64_t)(n) << 30)

START_TEST(the_log_is_reduced_to_crash_memory_without_command_lines)
{
	char text[] = "[0] Booting\n[0] Kernel command line: crashkernel=1G key=hunter2\n[0] CrashKernel reserved: 0x1\n[1] cannot allocate crashkernel (1)";

	text[host_keep_crash_lines(text, strlen(text))] = '\0';
	ck_assert_str_eq(text, "[0] CrashKernel reserved: 0x1\n[1] cannot allocate crashkernel (1)");
}
END_TEST

START_TEST(free_space_is_that_of_the_nearest_folder)
{
	const struct host host = { .root = -1 };
	uint64_t root, missing;

	ck_assert_int_eq(host_free_space(&host, "/", &root), 0);
	ck_assert_int_eq(host_free_space(&host, "/no/such/folder", &missing), 0);
	ck_assert((root > missing ? root - missing : missing - root) < GIB(1));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crash-facts");
	TCase *tcase = tcase_create("crash-facts");

	tcase_add_test(tcase, the_log_is_reduced_to_crash_memory_without_command_lines);
	tcase_add_test(tcase, free_space_is_that_of_the_nearest_folder);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
