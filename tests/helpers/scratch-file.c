/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/scratch-file.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void make_scratch_file(char *path, const char *text)
{
	const struct timespec long_ago[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	close(fd);
	write_scratch_file(path, text, 0);
	ck_assert_int_eq(utimensat(AT_FDCWD, path, long_ago, 0), 0);
}

void write_scratch_file(const char *path, const char *text, int flags)
{
	int fd = open(path, O_WRONLY | O_NONBLOCK | flags);

	if (fd < 0 && errno == EWOULDBLOCK)
		return;
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}
