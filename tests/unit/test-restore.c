/* SPDX-License-Identifier: GPL-2.0-only */
/* A load that is made again by its record: the records that are refused before anything is opened. */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/command/outcome.h"
#include "kexec/command/restore.h"
#include "kexec/host/file-hash.h"
#include "kexec/host/host.h"
#include "kexec/loaded/loaded.h"
#include "tests/helpers/suite.h"

static char pipe_name[64], file_name[64];
static struct file_identity known;

static void make_files(void)
{
	int fd;

	snprintf(pipe_name, sizeof(pipe_name), "test-restore.%d", (int)getpid());
	ck_assert_int_eq(mkfifo(pipe_name, 0600), 0);
	snprintf(file_name, sizeof(file_name), "test-restore-file.%d", (int)getpid());
	fd = open(file_name, O_RDWR | O_CREAT | O_EXCL, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(host_identify(fd, &known), 0);
	ck_assert(file_identity_is_known(&known));
	close(fd);
}

static void remove_files(void)
{
	unlink(file_name);
	unlink(pipe_name);
}

static const char *const names[] = { "kernel", "initrd", "devicetree" };

static void make_record(int from_pipe, struct loaded *ret, struct loaded_file *initrd)
{
	struct loaded_file *file[] = { &ret->kernel, initrd, &ret->dtb };

	for (int i = 0; i < COUNT(names); i++)
		*file[i] = (struct loaded_file){ .path = i == from_pipe ? pipe_name : file_name,
						 .identity = i == from_pipe ? (struct file_identity){ 0 } : known };
	ret->initrd = initrd;
	ret->initrd_count = 1;
}

/* Nobody writes to the pipe: it would be waited for without an end, and the machine is without kdump meanwhile. */
START_TEST(pipe_is_not_read_again)
{
	CLEANUP(host_close) struct host host = { .root = -1 };
	const struct invocation invocation = { .host = &host };
	struct loaded record = { .crash = true };
	struct loaded_file initrd;
	struct diag diag = { 0 };
	char expected[200];

	make_record(_i, &record, &initrd);
	ck_assert_int_eq(restore_load(&invocation, -1, &record, &diag), -ESTALE);
	snprintf(expected, sizeof(expected), "the %s %s was no regular file, or was written just before it was loaded",
		 names[_i], pipe_name);
	ck_assert_str_eq(diag.message, expected);
}
END_TEST

/* The name was that of a file, and is that of a pipe, or of another file, by now. */
START_TEST(name_of_something_else_is_not_opened)
{
	CLEANUP(host_close) struct host host = { .root = -1 };
	const struct invocation invocation = { .host = &host };
	struct loaded record = { .crash = true };
	struct loaded_file initrd, *file[] = { &record.kernel, &initrd, &record.dtb };
	struct diag diag = { 0 };
	char expected[200];

	make_record(_i, &record, &initrd);
	file[_i]->identity = known;
	ck_assert_int_eq(restore_load(&invocation, -1, &record, &diag), -ESTALE);
	snprintf(expected, sizeof(expected), "the %s %s has changed since", names[_i], pipe_name);
	ck_assert_str_eq(diag.message, expected);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("restore");
	TCase *tcase = tcase_create("restore");

	tcase_add_checked_fixture(tcase, make_files, remove_files);
	tcase_add_loop_test(tcase, pipe_is_not_read_again, 0, COUNT(names));
	tcase_add_loop_test(tcase, name_of_something_else_is_not_opened, 0, COUNT(names));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
