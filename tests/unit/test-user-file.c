/* SPDX-License-Identifier: GPL-2.0-only */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "tests/helpers/scratch-file.h"
#include "tests/helpers/suite.h"

static char path[] = "test-user-file.XXXXXX";

static void setup(void)
{
	make_scratch_file(strcpy(path, "test-user-file.XXXXXX"), "kernel");
}

static void teardown(void)
{
	unlink(path);
}

START_TEST(the_same_file_is_the_same)
{
	CLEANUP(host_release_user_file) struct user_file file = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(host_read_user_file("kernel", path, UINT64_C(1) << 30, false, &file, &diag), 0);
	ck_assert_uint_eq(file.bytes.size, 6);
	ck_assert_mem_eq(file.bytes.data, "kernel", 6);
	ck_assert_int_eq(host_check_user_file(&file, &diag), 0);
}
END_TEST

/* The bytes that were hashed differ from the bytes that the kernel would copy. */
START_TEST(a_file_written_to_in_place_is_another)
{
	CLEANUP(host_release_user_file) struct user_file file = { 0 };
	struct diag diag = { 0 };
	char expected[128];
	int writer = open(path, O_WRONLY);

	ck_assert_int_eq(host_read_user_file("kernel", path, UINT64_C(1) << 30, false, &file, &diag), 0);
	ck_assert_int_eq(write(writer, "KERNEL", 6), 6);
	close(writer);
	ck_assert_int_eq(host_check_user_file(&file, &diag), -ESTALE);
	snprintf(expected, sizeof(expected), "another program writes to the kernel %s while it is loaded", path);
	ck_assert_str_eq(diag.message, expected);
}
END_TEST

/* A nanosecond, or a second to the nanosecond. */
START_TEST(a_file_written_to_a_little_later_is_another)
{
	const struct timespec time = { .tv_sec = 1 + _i, .tv_nsec = 1 - _i }, later[2] = { time, time };
	CLEANUP(host_release_user_file) struct user_file file = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(host_read_user_file("kernel", path, UINT64_C(1) << 30, false, &file, &diag), 0);
	ck_assert_int_eq(utimensat(AT_FDCWD, path, later, 0), 0);
	ck_assert_int_eq(host_check_user_file(&file, &diag), -ESTALE);
}
END_TEST

START_TEST(a_file_that_grew_is_another)
{
	CLEANUP(host_release_user_file) struct user_file file = { 0 };
	struct diag diag = { 0 };

	int writer = open(path, O_WRONLY | O_APPEND);

	ck_assert_int_eq(host_read_user_file("kernel", path, UINT64_C(1) << 30, false, &file, &diag), 0);
	ck_assert_int_eq(write(writer, "s", 1), 1);
	close(writer);
	ck_assert_int_eq(host_check_user_file(&file, &diag), -ESTALE);
}
END_TEST

/* A package manager puts a new file in the place of the old one, whose bytes stay what they were. */
START_TEST(a_file_that_was_replaced_is_the_same)
{
	CLEANUP(host_release_user_file) struct user_file file = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(host_read_user_file("kernel", path, UINT64_C(1) << 30, false, &file, &diag), 0);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(host_check_user_file(&file, &diag), 0);
	ck_assert_mem_eq(file.bytes.data, "kernel", 6);
}
END_TEST

#define PAGE 4096

/* A shared mapping that can be written to: a store to it leaves the time of a file of tmpfs alone. */
static char *map_for_writing(void)
{
	int fd = open(path, O_RDWR);
	char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	ck_assert_ptr_ne(page, MAP_FAILED);
	close(fd);
	return page;
}

static void store(const char *text)
{
	char *page = map_for_writing();

	memcpy(page, text, strlen(text));
	munmap(page, PAGE);
}

START_TEST(a_store_through_a_mapping_does_not_reach_what_was_read)
{
	CLEANUP(host_release_user_file) struct user_file file = { 0 };
	struct diag diag = { 0 };
	char *page = map_for_writing();

	ck_assert_int_eq(host_read_user_file("kernel", path, UINT64_C(1) << 30, false, &file, &diag), 0);
	ck_assert(!file.is_held);
	memcpy(page, "KERNEL", 6);
	ck_assert_mem_eq(file.bytes.data, "kernel", 6);
	munmap(page, PAGE);
}
END_TEST

/* Even one who comes as this process, and does not write in the end. */
START_TEST(a_writer_who_comes_later_is_kept_away_and_told)
{
	CLEANUP(host_release_user_file) struct user_file file = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(host_read_user_file("kernel", path, UINT64_C(1) << 30, false, &file, &diag), 0);
	if (!file.is_held) /* a file system without leases */
		return;
	ck_assert_int_eq(open(path, O_RDWR | O_NONBLOCK), -1);
	ck_assert_int_eq(errno, EWOULDBLOCK);
	ck_assert_int_eq(host_check_user_file(&file, &diag), -ESTALE);
}
END_TEST

START_TEST(a_file_that_was_released_can_be_written_to)
{
	CLEANUP(host_release_user_file) struct user_file file = { 0 };
	struct diag diag = { 0 };
	int fd;

	ck_assert_int_eq(host_read_user_file("kernel", path, UINT64_C(1) << 30, false, &file, &diag), 0);
	host_release_user_file(&file);
	fd = open(path, O_RDWR | O_NONBLOCK);
	ck_assert_int_ge(fd, 0);
	close(fd);
}
END_TEST

/* A file that the running kernel reads itself. */
START_TEST(a_mapped_file_shows_what_is_in_the_file)
{
	CLEANUP(host_release_user_file) struct user_file file = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(host_read_user_file("kernel", path, UINT64_C(1) << 30, true, &file, &diag), 0);
	store("KERNEL");
	ck_assert_mem_eq(file.bytes.data, "KERNEL", 6);
	write_scratch_file(path, "initrd", 0);
	ck_assert_int_eq(host_check_user_file(&file, &diag), -ESTALE);
}
END_TEST

/* An initrd that was not asked for. */
/* To open a device may have an effect, so its kind is looked at before; a socket cannot be opened at all. */
START_TEST(what_is_no_file_is_not_opened)
{
	CLEANUP(host_release_user_file) struct user_file file = { 0 };
	struct diag diag = { 0 };
	char expected[128];

	unlink(path);
	ck_assert_int_eq(mknod(path, S_IFSOCK | 0600, 0), 0);
	ck_assert_int_eq(host_read_user_file("kernel", path, UINT64_C(1) << 30, false, &file, &diag), -EINVAL);
	snprintf(expected, sizeof(expected), "the kernel %s is a socket, expected a file", path);
	ck_assert_str_eq(diag.message, expected);
}
END_TEST

START_TEST(no_file_is_the_same)
{
	const struct user_file file = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(host_check_user_file(&file, &diag), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("user-file");
	TCase *tcase = tcase_create("user-file");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, the_same_file_is_the_same);
	tcase_add_test(tcase, a_file_written_to_in_place_is_another);
	tcase_add_loop_test(tcase, a_file_written_to_a_little_later_is_another, 0, 2);
	tcase_add_test(tcase, a_file_that_grew_is_another);
	tcase_add_test(tcase, a_file_that_was_replaced_is_the_same);
	tcase_add_test(tcase, a_writer_who_comes_later_is_kept_away_and_told);
	tcase_add_test(tcase, a_file_that_was_released_can_be_written_to);
	tcase_add_test(tcase, a_store_through_a_mapping_does_not_reach_what_was_read);
	tcase_add_test(tcase, a_mapped_file_shows_what_is_in_the_file);
	tcase_add_test(tcase, what_is_no_file_is_not_opened);
	tcase_add_test(tcase, no_file_is_the_same);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
