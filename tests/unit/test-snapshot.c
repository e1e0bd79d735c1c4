/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/machine/snapshot.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-snapshot.h"

START_TEST(file_is_found_by_its_name)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	struct diag diag = { 0 };
	struct view bytes;

	add_text(&snapshot, "/b", "two");
	add_text(&snapshot, "/a", "one");
	add_text(&snapshot, "/c", "");
	ck_assert_int_eq(snapshot_bytes(&snapshot, "/b", &bytes, &diag), 0);
	ck_assert_uint_eq(bytes.size, 3);
	ck_assert_mem_eq(bytes.data, "two", 3);
	ck_assert_int_eq(snapshot_bytes(&snapshot, "/c", &bytes, &diag), 0);
	ck_assert_uint_eq(bytes.size, 0);
}
END_TEST

START_TEST(absent_failed_and_not_asked_for_are_told_apart)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	struct diag diag = { 0 };
	struct view bytes = { 0 };

	add_error(&snapshot, "/absent", -ENOENT);
	add_error(&snapshot, "/failed", -EACCES);
	ck_assert_int_eq(snapshot_add_error(&snapshot, "/tree", -ELOOP, "/tree/x: a link"), 0);
	ck_assert_int_eq(snapshot_bytes(&snapshot, "/absent", &bytes, &diag), -ENOENT);
	ck_assert_str_eq(diag.message, "cannot read /absent: No such file or directory");
	ck_assert_int_eq(snapshot_bytes(&snapshot, "/failed", &bytes, &diag), -EACCES);
	ck_assert_str_eq(diag.message, "cannot read /failed: Permission denied");
	ck_assert_int_eq(snapshot_bytes(&snapshot, "/tree", &bytes, &diag), -ELOOP);
	ck_assert_str_eq(diag.message, "/tree/x: a link");
	ck_assert_int_eq(snapshot_bytes(&snapshot, "/never", &bytes, &diag), -ENOENT);
	ck_assert_ptr_null(snapshot_find(&snapshot, "/never"));
	ck_assert_ptr_nonnull(snapshot_find(&snapshot, "/absent"));
	ck_assert_ptr_null(bytes.data);
}
END_TEST

START_TEST(file_that_is_added_again_is_replaced)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	struct diag diag = { 0 };
	uint64_t number = 0;

	add_error(&snapshot, "/n", -EIO);
	add_text(&snapshot, "/n", "1\n");
	add_text(&snapshot, "/n", "2\n");
	ck_assert_uint_eq(snapshot.count, 1);
	ck_assert_int_eq(snapshot_number(&snapshot, "/n", 10, &number, &diag), 0);
	ck_assert_uint_eq(number, 2);
}
END_TEST

/* A collected file is read as the file itself would be. */
START_TEST(kept_file_has_the_limit_of_who_reads_it)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	CLEANUP(blob_release) struct blob given = { 0 }, got = { 0 };
	const struct host host = { .kept = &snapshot };

	ck_assert_int_eq(blob_alloc(5, &given), 0);
	memcpy(given.data, "bytes", 5);
	ck_assert_int_eq(snapshot_add(&snapshot, "/proc/x", &given), 0);
	ck_assert_int_eq(host_read(&host, "/proc/x", 4, &got), -EFBIG);
	ck_assert_int_eq(host_read(&host, "/proc/x", 5, &got), 0);
	ck_assert_uint_eq(got.size, 5);
	ck_assert_mem_eq(got.data, "bytes", 6);
}
END_TEST

/* They are added in an order that is not theirs. */
START_TEST(names_are_in_the_order_of_their_numbers)
{
	static const char *const sorted[] = { "/cpu",	     "/cpu0/notes", "/cpu0/notes_size", "/cpu1/notes", "/cpu9/notes",
					      "/cpu9x",	     "/cpu10/notes", "/cpu99",		 "/cpu100",	"/cpux",
					      "/d" };
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };

	for (size_t i = 0; i < COUNT(sorted); i++)
		add_text(&snapshot, sorted[(i * 7 + 3) % COUNT(sorted)], "");
	ck_assert_uint_eq(snapshot.count, COUNT(sorted));
	for (size_t i = 0; i < COUNT(sorted); i++) {
		ck_assert_str_eq(snapshot.entry[i].name, sorted[i]);
		ck_assert_ptr_eq(snapshot_find(&snapshot, sorted[i]), &snapshot.entry[i]);
	}
}
END_TEST

static const struct {
	const char *text;
	int base, error;
	uint64_t number;
} numbers[] = {
	{ "1024\n", 10, 0, 1024 },
	{ "bfbd2000\n", 16, 0, 0xbfbd2000 },
	{ "0x10", 0, 0, 16 },
	{ "18446744073709551615", 10, 0, UINT64_MAX },
	{ "18446744073709551616", 10, -EINVAL, 7 },
	{ "", 10, -EINVAL, 7 },
	{ "none\n", 16, -EINVAL, 7 },
	{ "1 2\n", 10, -EINVAL, 7 },
	{ "11111111111111111111111111111111111111111111111111111111111111111", 10, -EINVAL, 7 }, /* more than a number has */
};

START_TEST(number_is_read_or_refused)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	struct diag diag = { 0 };
	uint64_t number = 7;

	add_text(&snapshot, "/n", numbers[_i].text);
	ck_assert_int_eq(snapshot_number(&snapshot, "/n", numbers[_i].base, &number, &diag), numbers[_i].error);
	ck_assert_uint_eq(number, numbers[_i].number);
	ck_assert_int_eq(!!diag.message[0], !!numbers[_i].error);
}
END_TEST

static const struct {
	const char *name;
	bool is_notes;
} cpu_files[] = {
	{ SNAPSHOT_CPUS "/cpu0/crash_notes", true },	   { SNAPSHOT_CPUS "/cpu4095/crash_notes", true },
	{ SNAPSHOT_CPUS "/cpu0/crash_notes_size", false }, { SNAPSHOT_CPUS "/cpu/crash_notes", false },
	{ SNAPSHOT_CPUS "/cpufreq/crash_notes", false },   { SNAPSHOT_CPUS, false },
	{ SNAPSHOT_CPUS "/cpu0", false },		   { "/proc/iomem", false },
};

START_TEST(file_of_a_cpu_is_recognised)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };

	add_text(&snapshot, cpu_files[_i].name, "");
	ck_assert_int_eq(snapshot_is_cpu_file(&snapshot.entry[0], "crash_notes"), cpu_files[_i].is_notes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("snapshot");
	TCase *tcase = tcase_create("snapshot");

	tcase_add_test(tcase, file_is_found_by_its_name);
	tcase_add_test(tcase, absent_failed_and_not_asked_for_are_told_apart);
	tcase_add_test(tcase, file_that_is_added_again_is_replaced);
	tcase_add_test(tcase, kept_file_has_the_limit_of_who_reads_it);
	tcase_add_test(tcase, names_are_in_the_order_of_their_numbers);
	tcase_add_loop_test(tcase, number_is_read_or_refused, 0, COUNT(numbers));
	tcase_add_loop_test(tcase, file_of_a_cpu_is_recognised, 0, COUNT(cpu_files));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
