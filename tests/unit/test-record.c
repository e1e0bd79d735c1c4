/* SPDX-License-Identifier: GPL-2.0-only */
/* The record of a load. */

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/handoff.h"
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

static void check_identity(const struct file_identity *identity, const char *path)
{
	struct stat status;

	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(identity->inode, status.st_ino);
	ck_assert_uint_eq(identity->device, status.st_dev);
	ck_assert_uint_eq(identity->size, (uint64_t)status.st_size);
	ck_assert_uint_eq(identity->modified, (uint64_t)status.st_mtim.tv_sec * 1000000000 + (uint64_t)status.st_mtim.tv_nsec);
	ck_assert_uint_eq(identity->changed, (uint64_t)status.st_ctim.tv_sec * 1000000000 + (uint64_t)status.st_ctim.tv_nsec);
}

/* Later changes of the files get another time. */
static void let_settle(void)
{
	usleep(40000);
}

START_TEST(identities_are_those_of_the_files)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	CLEANUP(loaded_release) struct loaded loaded = { 0 };

	let_settle();
	read_load_files(false, &load);
	record(&load, &loaded);
	check_identity(&loaded.kernel.identity, load_kernel_path);
	check_identity(&loaded.initrd[0].identity, load_initrd_path);
	ck_assert_ptr_null(loaded.dtb.path);
	ck_assert_int_eq(loaded.kernel.path[0], '/');
	ck_assert_uint_eq(loaded.part_count, 3);
	ck_assert(!loaded.have_own_digest);
	ck_assert_str_eq(loaded.part[2].name, "dtb");
	ck_assert_str_eq(loaded.format, "Image");
	ck_assert_str_eq(loaded.cmdline, "quiet");
	ck_assert_str_eq(loaded.why, "it is a test");
}
END_TEST

/* A second write within one tick of the clock would leave the times as they are: the tick is waited for. */
START_TEST(file_that_was_written_just_now_has_an_identity_after_a_tick)
{
	CLEANUP(release_load_files) struct load_files load = { 0 }, later = { 0 };
	CLEANUP(loaded_release) struct loaded loaded = { 0 }, wanted = { 0 };

	let_settle();
	write_scratch_file(load_kernel_path, "a kernel of just now!", 0);
	read_load_files(false, &load);
	record(&load, &loaded);
	check_identity(&loaded.kernel.identity, load_kernel_path);
	release_load_files(&load);
	write_scratch_file(load_kernel_path, "another one, just now", 0);
	read_load_files(false, &later);
	record(&later, &wanted);
	ck_assert_mem_ne(wanted.request, loaded.request, SHA256_SIZE);
}
END_TEST

/* A machine without a clock of its own starts in the past: its files are of a time to come. */
START_TEST(file_of_a_time_to_come_has_an_identity)
{
	const struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = time(NULL) + 3600, .tv_nsec = 1 } };
	CLEANUP(release_load_files) struct load_files load = { 0 };
	CLEANUP(loaded_release) struct loaded loaded = { 0 };

	ck_assert_int_eq(utimensat(AT_FDCWD, load_kernel_path, times, 0), 0);
	read_load_files(false, &load);
	record(&load, &loaded);
	check_identity(&loaded.kernel.identity, load_kernel_path);
}
END_TEST

/* The purgatory's digest covers the digests of all parts; with -i it has none. _i: -i */
START_TEST(digest_of_the_digests_is_written_down)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	CLEANUP(loaded_release) struct loaded loaded = { 0 };
	static uint8_t purgatory[PURGATORY_STACK];
	struct handoff handoff = { .emergency[0].flags = _i ? HANDOFF_SKIP_CHECKS : 0 };

	read_load_files(false, &load);
	memcpy(purgatory + HANDOFF_OFFSET, &handoff, sizeof(handoff));
	memset(purgatory + HANDOFF_OWN_DIGEST, 0x5a, SHA256_SIZE);
	load.plan.segment[2].part = PART_PURGATORY;
	load.plan.segment[2].bytes = (struct view){ purgatory, sizeof(purgatory) };
	record(&load, &loaded);
	ck_assert_int_eq(loaded.have_own_digest, !_i);
	ck_assert_uint_eq(loaded.own_digest[31], _i ? 0 : 0x5a);
}
END_TEST

/* Their order decides what the next kernel finds. */
START_TEST(every_initrd_is_written_down_in_order)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	CLEANUP(loaded_release) struct loaded loaded = { 0 }, turned = { 0 };
	struct user_file files[2];

	let_settle();
	read_load_files(false, &load);
	files[0] = load.kernel;
	files[1] = load.initrd;
	load.view.initrd = files;
	load.view.initrd_count = 2;
	record(&load, &loaded);
	ck_assert_uint_eq(loaded.initrd_count, 2);
	check_identity(&loaded.initrd[0].identity, load_kernel_path);
	check_identity(&loaded.initrd[1].identity, load_initrd_path);
	files[0] = load.initrd;
	files[1] = load.kernel;
	record(&load, &turned);
	ck_assert_mem_ne(turned.request, loaded.request, SHA256_SIZE);
}
END_TEST

/* _i: the initrd and not the kernel. --prepare must not take what is now there for what is loaded. */
START_TEST(other_contents_under_the_same_name_are_another_request)
{
	CLEANUP(release_load_files) struct load_files load = { 0 }, later = { 0 };
	CLEANUP(loaded_release) struct loaded loaded = { 0 }, again = { 0 }, wanted = { 0 };

	let_settle();
	read_load_files(false, &load);
	record(&load, &loaded);
	record(&load, &again);
	ck_assert_mem_eq(again.request, loaded.request, SHA256_SIZE);
	release_load_files(&load);
	write_scratch_file(_i ? load_initrd_path : load_kernel_path, "x", 0);
	read_load_files(false, &later);
	record(&later, &wanted);
	ck_assert_mem_ne(wanted.request, loaded.request, SHA256_SIZE);
	ck_assert_str_eq(_i ? wanted.initrd[0].path : wanted.kernel.path, _i ? loaded.initrd[0].path : loaded.kernel.path);
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
	tcase_add_test(tcase, identities_are_those_of_the_files);
	tcase_add_test(tcase, file_that_was_written_just_now_has_an_identity_after_a_tick);
	tcase_add_test(tcase, file_of_a_time_to_come_has_an_identity);
	tcase_add_loop_test(tcase, digest_of_the_digests_is_written_down, 0, 2);
	tcase_add_test(tcase, every_initrd_is_written_down_in_order);
	tcase_add_loop_test(tcase, other_contents_under_the_same_name_are_another_request, 0, 2);
	tcase_add_loop_test(tcase, memory_of_drivers_is_written_down_for_a_crash_load_alone, 0, 2);
	tcase_add_test(tcase, other_settings_are_another_request);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
