/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts for --check that the host collects: the kernel's log about crash memory, the room for a dump. */
#include <check.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/klog.h>

#include "kexec/base/blob.h"
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

/* ---- the log, of a kernel that is played ---- */

static int buffer_size, log_error;
static size_t asked;

int klogctl(int type, char *ret, int size)
{
	static const char log[] = "[0] Booting\n[0] crashkernel reserved: 0x1\n";

	if (type == 10 && !log_error)
		return buffer_size;
	errno = log_error;
	if (log_error)
		return -1;
	asked = (size_t)size;
	memcpy(ret, log, sizeof(log) - 1);
	return sizeof(log) - 1;
}

static const struct {
	int size;
	size_t asked;
	const char *lines;
} logs[] = {
	{ 1 << 17, 1 << 17, "[0] crashkernel reserved: 0x1\n" },
	{ 16 << 20, 16 << 20, "[0] crashkernel reserved: 0x1\n" },
	{ 32 << 20, 16 << 20, "[0] crashkernel reserved: 0x1\n(only the last 16 MiB of it were looked at)\n" },
	{ INT_MAX, 16 << 20, "[0] crashkernel reserved: 0x1\n(only the last 16 MiB of it were looked at)\n" },
};

START_TEST(a_long_log_is_read_in_part_and_says_so)
{
	const struct host host = { .root = -1 };
	struct blob text = { 0 };

	buffer_size = logs[_i].size;
	ck_assert_int_eq(host_crash_log(&host, &text), 0);
	ck_assert_uint_eq(asked, logs[_i].asked);
	ck_assert_uint_eq(text.size, strlen(logs[_i].lines));
	ck_assert_mem_eq(text.data, logs[_i].lines, text.size);
	blob_release(&text);
	log_error = EPERM;
	ck_assert_int_eq(host_crash_log(&host, &text), -EPERM);
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
	tcase_add_loop_test(tcase, a_long_log_is_read_in_part_and_says_so, 0, sizeof(logs) / sizeof(logs[0]));
	tcase_add_test(tcase, free_space_is_that_of_the_nearest_folder);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
