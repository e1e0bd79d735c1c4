/* SPDX-License-Identifier: GPL-2.0-only */
/* The record of a load. */

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/command/record.h"
#include "kexec/loaded/loaded.h"
#include "kexec/machine/memmap.h"
#include "tests/helpers/load-files.h"
#include "tests/helpers/scratch-file.h"
#include "tests/helpers/suite.h"

static void setup(void)
{
	make_load_files("test-record");
}

static void record_with(const char *settings, const struct load_files *load, struct loaded *ret)
{
	CLEANUP(host_close) struct host host = { .root = -1 };
	struct diag diag = { 0 };

	ck_assert_int_eq(host_open("/", &host, &diag), 0);
	ck_assert_int_eq(record_request(settings, &load->view, ret, &diag), 0);
	ck_assert_int_eq(record_result(&host, &load->view, ret, &diag), 0);
}

static void record(const struct load_files *load, struct loaded *ret)
{
	record_with("", load, ret);
}

static void check_digest(const uint8_t digest[SHA256_SIZE], const char *text)
{
	uint8_t expected[SHA256_SIZE];

	sha256(text, strlen(text), expected);
	ck_assert_mem_eq(digest, expected, SHA256_SIZE);
}

START_TEST(digests_are_those_of_whole_files_and_parts)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	CLEANUP(loaded_release) struct loaded loaded = { 0 };

	read_load_files(false, &load);
	record(&load, &loaded);
	check_digest(loaded.kernel.digest, LOAD_KERNEL);
	check_digest(loaded.initrd[0].digest, LOAD_INITRD);
	ck_assert_ptr_null(loaded.dtb.path);
	ck_assert_int_eq(loaded.kernel.path[0], '/');
	ck_assert_uint_eq(loaded.part_count, 3);
	check_digest(loaded.part[0].digest, LOAD_KERNEL);
	check_digest(loaded.part[1].digest, LOAD_INITRD);
	check_digest(loaded.part[2].digest, LOAD_DTB);
	ck_assert_str_eq(loaded.part[2].name, "dtb");
	ck_assert_str_eq(loaded.format, "Image");
	ck_assert_str_eq(loaded.cmdline, "quiet");
}
END_TEST

/* Their order decides what the next kernel finds. */
START_TEST(every_initrd_is_written_down_in_order)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	CLEANUP(loaded_release) struct loaded loaded = { 0 }, turned = { 0 };
	struct user_file files[2];

	read_load_files(false, &load);
	files[0] = load.kernel;
	files[1] = load.initrd;
	load.view.initrd = files;
	load.view.initrd_count = 2;
	record(&load, &loaded);
	ck_assert_uint_eq(loaded.initrd_count, 2);
	check_digest(loaded.initrd[0].digest, LOAD_KERNEL);
	check_digest(loaded.initrd[1].digest, LOAD_INITRD);
	files[0] = load.initrd;
	files[1] = load.kernel;
	record(&load, &turned);
	ck_assert_mem_ne(turned.request, loaded.request, SHA256_SIZE);
}
END_TEST

/* An unpacked kernel: the file is one thing, the part another. */
START_TEST(part_that_is_not_the_file_has_a_digest_of_its_own)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	CLEANUP(loaded_release) struct loaded loaded = { 0 };

	read_load_files(false, &load);
	load.plan.segment[0].bytes.size--;
	record(&load, &loaded);
	check_digest(loaded.kernel.digest, LOAD_KERNEL);
	ck_assert_mem_ne(loaded.part[0].digest, loaded.kernel.digest, SHA256_SIZE);
}
END_TEST

/* _i: the initrd and not the kernel. --prepare must not take what is now there for what is loaded. */
START_TEST(other_contents_under_the_same_name_are_another_request)
{
	CLEANUP(release_load_files) struct load_files load = { 0 }, later = { 0 };
	CLEANUP(loaded_release) struct loaded loaded = { 0 }, again = { 0 }, wanted = { 0 };

	read_load_files(false, &load);
	record(&load, &loaded);
	record(&load, &again);
	ck_assert_mem_eq(again.request, loaded.request, SHA256_SIZE);
	write_scratch_file(_i ? load_initrd_path : load_kernel_path, "x", 0);
	read_load_files(false, &later);
	record(&later, &wanted);
	ck_assert_mem_ne(wanted.request, loaded.request, SHA256_SIZE);
	ck_assert_str_eq(_i ? wanted.initrd[0].path : wanted.kernel.path, _i ? loaded.initrd[0].path : loaded.kernel.path);
	check_digest(_i ? loaded.initrd[0].digest : loaded.kernel.digest, _i ? LOAD_INITRD : LOAD_KERNEL);
}
END_TEST

/* _i: of a crash load. */
START_TEST(memory_of_drivers_is_written_down_for_a_crash_load_alone)
{
	struct mem_area area[] = { { { 0, 2 }, MEM_RAM }, { { 2, 3 }, MEM_DRIVER } };
	CLEANUP(release_load_files) struct load_files load = { 0 };
	CLEANUP(loaded_release) struct loaded loaded = { 0 };

	read_load_files(_i, &load);
	load.machine.map = (struct memmap){ .area = area, .count = 2 };
	record(&load, &loaded);
	load.machine.map = (struct memmap){ 0 };
	ck_assert_uint_eq(loaded.memory.count, 1);
	ck_assert_uint_eq(loaded.memory.range[0].end, _i ? 3 : 2);
}
END_TEST

START_TEST(other_settings_are_another_request)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	CLEANUP(loaded_release) struct loaded plain = { 0 }, with = { 0 };

	read_load_files(false, &load);
	record_with("", &load, &plain);
	record_with("1", &load, &with);
	ck_assert_mem_ne(plain.request, with.request, SHA256_SIZE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("record");
	TCase *tcase = tcase_create("record");

	tcase_add_checked_fixture(tcase, setup, remove_load_files);
	tcase_add_test(tcase, digests_are_those_of_whole_files_and_parts);
	tcase_add_test(tcase, every_initrd_is_written_down_in_order);
	tcase_add_test(tcase, part_that_is_not_the_file_has_a_digest_of_its_own);
	tcase_add_loop_test(tcase, other_contents_under_the_same_name_are_another_request, 0, 2);
	tcase_add_loop_test(tcase, memory_of_drivers_is_written_down_for_a_crash_load_alone, 0, 2);
	tcase_add_test(tcase, other_settings_are_another_request);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
