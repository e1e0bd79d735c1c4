/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs that are started with stdin, stdout or stderr closed. */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kexec/host/host.h"
#include "tests/helpers/suite.h"

/* The bits of `closed` are descriptors. Returns the exit status of a child: 0 if all is as it shall be. */
static int without(unsigned int closed)
{
	char byte = 'x';

	for (int fd = 0; fd < 3; fd++)
		if (closed & 1u << fd)
			close(fd);
	host_fill_standard_files();
	for (int fd = 0; fd < 3; fd++) {
		if (!(closed & 1u << fd))
			continue;
		if (write(fd, &byte, 1) != -1 || errno != EBADF || read(fd, &byte, 1) != -1 || errno != EBADF)
			return 1;
	}
	return open("/", O_RDONLY) > STDERR_FILENO ? 0 : 2;
}

START_TEST(no_later_file_gets_the_number_of_a_closed_one)
{
	pid_t child = fork();
	int status;

	ck_assert_int_ge(child, 0);
	if (!child)
		_exit(without((unsigned int)_i));
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("standard files");
	TCase *tcase = tcase_create("standard files");

	tcase_add_loop_test(tcase, no_later_file_gets_the_number_of_a_closed_one, 0, 8);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
