/* SPDX-License-Identifier: GPL-2.0-only */
/* The identity of files that are written to, and the digests of those that are still the same. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/sha256.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/file-hash.h"
#include "kexec/host/host.h"
#include "kexec/loaded/loaded.h"
#include "tests/helpers/scratch-file.h"
#include "tests/helpers/suite.h"

#define SECOND UINT64_C(1000000000)

static char path[] = "test-file-hash.XXXXXX";

/* Its bytes are said to be of long ago; its inode was changed just now. */
static void setup(void)
{
	make_scratch_file(strcpy(path, "test-file-hash.XXXXXX"), "abc");
}

static void teardown(void)
{
	unlink(path);
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

static void identify(struct file_identity *ret)
{
	CLEANUP(host_close_fd) int fd = open(path, O_RDONLY);

	ck_assert_int_eq(host_identify(fd, ret), 0);
}

/* Whoever writes after the call must leave another time: at 100 ticks a second, 10 ms. The later of both times counts. */
START_TEST(a_file_is_not_identified_within_a_tick_of_its_last_change)
{
	struct file_identity identity;

	identify(&identity);
	ck_assert(file_identity_is_known(&identity));
	ck_assert_uint_eq(identity.modified, SECOND);
	ck_assert_uint_gt(now() - identity.changed, SECOND / 100);
}
END_TEST

/* A time to come, within two seconds: on a file system with whole seconds a later write may leave the same. */
START_TEST(a_file_of_whole_seconds_is_not_identified_when_it_is_new)
{
	const struct timespec soon[2] = { { .tv_sec = (time_t)(now() / SECOND) + 2 },
					  { .tv_sec = (time_t)(now() / SECOND) + 2 } };
	struct file_identity identity;

	ck_assert_int_eq(utimensat(AT_FDCWD, path, soon, 0), 0);
	identify(&identity);
	ck_assert(!file_identity_is_known(&identity));
}
END_TEST

/* At 250 ticks a second each 250th file has a whole second. */
START_TEST(a_file_of_a_whole_second_is_identified_if_the_file_system_has_others)
{
	const struct timespec times[2] = { { .tv_sec = 1, .tv_nsec = 4000000 }, { .tv_sec = (time_t)(now() / SECOND) + 2 } };
	struct file_identity identity;

	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
	identify(&identity);
	ck_assert(file_identity_is_known(&identity));
	ck_assert_uint_eq(identity.modified % SECOND, 0);
}
END_TEST

START_TEST(a_file_is_the_same_until_it_is_written_to)
{
	struct file_identity identity = { 0 };

	ck_assert_int_eq(host_is_same_file(path, &identity), -ENODATA);
	identify(&identity);
	ck_assert_int_eq(host_is_same_file(path, &identity), 1);
	write_scratch_file(path, "d", O_APPEND);
	ck_assert_int_eq(host_is_same_file(path, &identity), 0);
	unlink(path);
	ck_assert_int_eq(host_is_same_file(path, &identity), -ENOENT);
}
END_TEST

START_TEST(only_the_file_that_was_identified_is_hashed)
{
	static const uint8_t abc[4] = { 0xba, 0x78, 0x16, 0xbf };
	struct file_identity identity = { 0 };
	uint8_t digest[SHA256_SIZE] = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(host_hash_file(path, &identity, sha256_init, digest, &diag), -ESTALE);
	identify(&identity);
	ck_assert_int_eq(host_hash_file(path, &identity, sha256_init, digest, &diag), 0);
	ck_assert_mem_eq(digest, abc, sizeof(abc));
	write_scratch_file(path, "abd", O_TRUNC);
	ck_assert_int_eq(host_hash_file(path, &identity, sha256_init, digest, &diag), -ESTALE);
	ck_assert_str_eq(diag.message, "the file has changed since the load");
	ck_assert_mem_eq(digest, abc, sizeof(abc));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("file-hash");
	TCase *tcase = tcase_create("file-hash");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_file_is_not_identified_within_a_tick_of_its_last_change);
	tcase_add_test(tcase, a_file_of_whole_seconds_is_not_identified_when_it_is_new);
	tcase_add_test(tcase, a_file_of_a_whole_second_is_identified_if_the_file_system_has_others);
	tcase_add_test(tcase, a_file_is_the_same_until_it_is_written_to);
	tcase_add_test(tcase, only_the_file_that_was_identified_is_hashed);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
