/* SPDX-License-Identifier: GPL-2.0-only */
/* /run/warmkexec in a folder of its own, as the running machine's. */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/command/known.h"
#include "kexec/host/host.h"
#include "kexec/host/loaded-change.h"
#include "kexec/host/loaded-file.h"
#include "kexec/loaded/loaded-text.h"
#include "kexec/loaded/loaded-view.h"
#include "tests/helpers/suite.h"

#define BOOT_ID "6f1c9a52-8f5e-4a53-9d3a-0f5d0f7b2c11"

static struct host host;
static char folder[64];
static char format[] = "Image", path[] = "/boot/vmlinuz", first[] = "first", second[] = "second";

static void put(const char *name, const char *text)
{
	int fd = openat(host.root, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
	close(fd);
}

static void make_machine(void)
{
	static const char *const folders[] = {
		"run", "sys", "sys/kernel", "proc", "proc/sys", "proc/sys/kernel", "proc/sys/kernel/random"
	};
	struct diag diag;

	strcpy(folder, "/tmp/test-loaded-file-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(host_open(folder, &host, &diag), 0);
	host.is_recorded = false;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		ck_assert_int_eq(mkdirat(host.root, folders[i], 0755), 0);
	put("sys/kernel/kexec_loaded", "1\n");
	put("sys/kernel/kexec_crash_loaded", "1\n");
	put("proc/iomem", "40000000-7fffffff : System RAM\n");
	put("proc/sys/kernel/random/boot_id", BOOT_ID "\n");
}

static void remove_machine(void)
{
	char command[100];

	host_close(&host);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

static struct range memory = { 0x40000000, 0x80000000 };

static struct loaded loaded_with(char *cmdline)
{
	return (struct loaded){
		.boot_id = BOOT_ID,
		.format = format,
		.why = format,
		.kernel = { .path = path },
		.cmdline = cmdline,
		.memory = { &memory, 1 },
		.part = { { .name = "kernel", .memory = { 0x41000000, 0x42000000 }, .home = 0x41000000 } },
		.part_count = 1,
	};
}

static int test_lock = -1;

static int lock_of(const struct host *of)
{
	struct diag diag = { 0 };

	host_unlock_loads(&test_lock);
	ck_assert_msg(host_lock_loads(of, &test_lock, &diag) == 0, "%s", diag.message);
	return test_lock;
}

static void begin(bool crash, struct host_change *ret)
{
	struct diag diag = { 0 };

	ck_assert_msg(host_change_begin(lock_of(&host), crash, ret, &diag) == 0, "%s", diag.message);
}

/* As a program that is killed. */
static void be_killed(void)
{
	host_unlock_loads(&test_lock);
}

static void sweep(void)
{
	host_sweep_loaded(&host, lock_of(&host));
}

static int commit(struct host_change *change, const struct loaded *loaded, struct diag *diag)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	struct view view;

	ck_assert_int_eq(loaded_write(loaded, &text), 0);
	view = blob_view(&text);
	return host_change_commit(change, &view, diag);
}

static void keep_in(bool crash, char *cmdline)
{
	struct loaded loaded = loaded_with(cmdline);
	struct host_change change;
	struct diag diag = { 0 };

	loaded.crash = crash;
	begin(crash, &change);
	ck_assert_msg(commit(&change, &loaded, &diag) == 0, "%s", diag.message);
}

static void keep(char *cmdline)
{
	keep_in(false, cmdline);
}

static bool is_kept(bool crash)
{
	return faccessat(host.root, crash ? "run/warmkexec/crash" : "run/warmkexec/normal", F_OK, 0) == 0;
}

static void change_boot(void)
{
	put("proc/sys/kernel/random/boot_id", "00000000-8f5e-4a53-9d3a-0f5d0f7b2c11\n");
}

/* The command line of what is known to be loaded, or why that is not known. */
static const char *told(char ret[1300])
{
	CLEANUP(loaded_view_release) struct loaded_view view = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(known_find(&host, false, &view, &diag), 0);
	snprintf(ret, 1300, "%s", !view.is_loaded ? "not loaded" : view.is_known ? view.loaded.cmdline : view.why);
	return ret;
}

#define ck_assert_told(what)                                                                                                   \
	do {                                                                                                                   \
		char text[1300];                                                                                               \
		ck_assert_str_eq(told(text), what);                                                                            \
	} while (0)

START_TEST(what_was_kept_is_told)
{
	struct stat status;

	ck_assert_told("another program has loaded it");
	keep(first);
	ck_assert_told("first");
	keep(second);
	ck_assert_told("second");
	ck_assert_int_eq(fstatat(host.root, "run/warmkexec", &status, 0), 0);
	ck_assert_int_eq((int)(status.st_mode & 0777), 0700);
	ck_assert_int_eq(fstatat(host.root, "run/warmkexec/normal", &status, 0), 0);
	ck_assert_int_eq((int)(status.st_mode & 0777), 0600);
}
END_TEST

START_TEST(change_that_fails_leaves_the_earlier_record)
{
	struct host_change change;

	keep(first);
	begin(false, &change);
	ck_assert_told("a load or unload is under way, or was interrupted");
	host_change_abort(&change);
	ck_assert_told("first");
	host_change_abort(&change);
}
END_TEST

START_TEST(program_that_is_killed_leaves_nothing_to_believe_until_the_next_load)
{
	struct host_change change;

	keep(first);
	begin(false, &change);
	be_killed();
	ck_assert_told("a load or unload is under way, or was interrupted");
	keep(second);
	ck_assert_told("second");
}
END_TEST

START_TEST(unload_leaves_no_record)
{
	struct host_change change;
	struct diag diag;

	keep(first);
	begin(false, &change);
	ck_assert_int_eq(host_change_commit(&change, NULL, &diag), 0);
	ck_assert_told("another program has loaded it");
	ck_assert_int_lt(faccessat(host.root, "run/warmkexec/normal.new", F_OK, 0), 0);
}
END_TEST

/* _i: of the crash kernel */
START_TEST(record_of_what_is_not_loaded_is_swept_away)
{
	keep_in(false, first);
	keep_in(true, second);
	sweep();
	ck_assert(is_kept(false) && is_kept(true));
	put(_i ? "sys/kernel/kexec_crash_loaded" : "sys/kernel/kexec_loaded", "0\n");
	sweep();
	ck_assert(!is_kept(_i) && is_kept(!_i));
}
END_TEST

START_TEST(record_of_what_may_be_loaded_is_not_swept_away)
{
	keep(first);
	ck_assert_int_eq(unlinkat(host.root, "sys/kernel/kexec_loaded", 0), 0);
	sweep();
	ck_assert(is_kept(false));
}
END_TEST

/* /run may survive the boot. */
START_TEST(records_of_an_earlier_boot_are_swept_away)
{
	struct host_change change;

	keep_in(false, first);
	keep_in(true, second);
	begin(false, &change);
	be_killed();
	change_boot();
	put("sys/kernel/kexec_loaded", "0\n");
	put("sys/kernel/kexec_crash_loaded", "0\n");
	ck_assert_told("not loaded");
	sweep();
	ck_assert(!is_kept(false) && !is_kept(true));

	put("sys/kernel/kexec_loaded", "1\n");
	ck_assert_told("another program has loaded it");
}
END_TEST

/* Between a kernel that is loaded and its state, which must not be taken for one of what is not loaded. */
START_TEST(lock_waits_for_a_change_that_is_under_way)
{
	struct loaded loaded = loaded_with(first);
	struct host_change change;
	struct diag diag;
	pid_t sweeper;
	int status;

	begin(false, &change);
	put("sys/kernel/kexec_loaded", "0\n");
	sweeper = fork();
	if (sweeper == 0) {
		sweep(); /* closes the lock first, which is shared with who was forked */
		_exit(0);
	}
	usleep(100000);
	ck_assert_int_eq(waitpid(sweeper, &status, WNOHANG), 0);
	put("sys/kernel/kexec_loaded", "1\n");
	ck_assert_int_eq(commit(&change, &loaded, &diag), 0);
	host_unlock_loads(&test_lock);
	ck_assert_int_eq(waitpid(sweeper, &status, 0), sweeper);
	ck_assert_told("first");
}
END_TEST

/* One that hangs must not hang all others. */
START_TEST(lock_that_is_never_given_back_is_told_and_then_given_up)
{
	struct host impatient = host;
	char *told = NULL;
	size_t size = 0;
	struct diag diag = { 0 };
	int wanted = -1;

	(void)lock_of(&host);
	impatient.wait_seconds = 2;
	impatient.waiting = open_memstream(&told, &size);
	ck_assert_int_eq(host_lock_loads(&impatient, &wanted, &diag), -ETIMEDOUT);
	ck_assert_int_eq(wanted, -1);
	ck_assert_str_eq(diag.message, "another kexec has been loading or unloading for more than 2 seconds");
	fclose(impatient.waiting);
	ck_assert_str_eq(told, "kexec: waiting for another kexec that loads or unloads, for 2 seconds at most\n");
	free(told);
	host_unlock_loads(&test_lock);
	ck_assert_int_eq(host_lock_loads(&impatient, &wanted, &diag), 0);
	host_unlock_loads(&wanted);
}
END_TEST

/* The interrupted program may have loaded something else, and the one after it has loaded nothing. */
START_TEST(change_that_fails_after_an_interrupted_one_leaves_nothing_to_believe)
{
	struct host_change change;

	keep(first);
	begin(false, &change);
	be_killed();
	for (int i = 0; i < 2; i++) {
		begin(false, &change);
		host_change_abort(&change);
		ck_assert_told("a load or unload is under way, or was interrupted");
	}
	keep(second);
	ck_assert_told("second");
	begin(false, &change);
	host_change_abort(&change);
	ck_assert_told("second");
}
END_TEST

/* A reader in between would believe the earlier record of a kernel that is loaded no more. */
START_TEST(mark_of_a_change_is_never_out_of_place)
{
	struct loaded loaded = loaded_with(second);
	struct stat mark, record;
	struct host_change change;
	struct diag diag;
	int fd;

	keep(first);
	begin(false, &change);
	fd = openat(host.root, "run/warmkexec/normal.new", O_RDONLY); /* its number is not given to another file meanwhile */
	ck_assert_int_eq(fstat(fd, &mark), 0);
	ck_assert_int_eq(commit(&change, &loaded, &diag), 0);
	ck_assert_int_eq(fstatat(host.root, "run/warmkexec/normal", &record, 0), 0);
	ck_assert(mark.st_ino == record.st_ino);
	close(fd);
}
END_TEST

START_TEST(change_without_a_lock_changes_nothing)
{
	struct host_change change;
	struct diag diag;

	keep(first);
	ck_assert_int_eq(host_change_begin(-1, false, &change, &diag), 0);
	ck_assert_int_eq(host_change_commit(&change, NULL, &diag), 0);
	host_sweep_loaded(&host, -1);
	ck_assert_told("first");
}
END_TEST

static int truncate_record(size_t size)
{
	int fd = openat(host.root, "run/warmkexec/normal", O_WRONLY | O_CLOEXEC), r = fd < 0 ? -1 : ftruncate(fd, (off_t)size);

	if (fd >= 0)
		close(fd);
	return r;
}

START_TEST(record_is_a_file)
{
	keep(first);
	ck_assert_int_eq(unlinkat(host.root, "run/warmkexec/normal", 0), 0);
	ck_assert_int_eq(mkdirat(host.root, "run/warmkexec/normal", 0700), 0);
	ck_assert_told("/run/warmkexec/normal is not a file");
}
END_TEST

START_TEST(record_has_an_end)
{
	keep(first);
	ck_assert_int_eq(truncate_record(LOADED_TEXT_MAX + 1), 0);
	ck_assert_told("/run/warmkexec/normal: File too large");
}
END_TEST

START_TEST(what_others_could_have_written_is_not_believed)
{
	keep(first);
	ck_assert_int_eq(fchmodat(host.root, "run/warmkexec/normal", 0620, 0), 0);
	ck_assert_told("/run/warmkexec/normal has mode 620, expected no rights for group and others");
	ck_assert_int_eq(fchmodat(host.root, "run/warmkexec/normal", 0600, 0), 0);
	ck_assert_int_eq(fchmodat(host.root, "run/warmkexec", 0777, 0), 0);
	ck_assert_told("/run/warmkexec has mode 777, expected no rights for group and others");
}
END_TEST

START_TEST(what_belongs_to_others_is_not_believed)
{
	if (geteuid() != 0)
		return; /* only root can give it away */
	keep(first);
	ck_assert_int_eq(fchownat(host.root, "run/warmkexec/normal", 7, 7, 0), 0);
	ck_assert_told("/run/warmkexec/normal belongs to user 7, expected 0");
	ck_assert_int_eq(fchownat(host.root, "run/warmkexec/normal", 0, 0, 0), 0);
	ck_assert_int_eq(fchownat(host.root, "run/warmkexec", 7, 7, 0), 0);
	ck_assert_told("/run/warmkexec belongs to user 7, expected 0");
}
END_TEST

START_TEST(folder_that_is_not_ours_is_not_written_to)
{
	struct host_change change;
	struct diag diag = { 0 };
	struct loaded loaded = loaded_with(first);

	ck_assert_int_eq(mkdirat(host.root, "elsewhere", 0700), 0);
	ck_assert_int_eq(symlinkat("../elsewhere", host.root, "run/warmkexec"), 0);
	ck_assert_int_eq(host_lock_loads(&host, &test_lock, &diag), ENOTDIR);
	ck_assert_str_eq(diag.message, "/run/warmkexec: Not a directory");
	ck_assert_int_eq(host_change_begin(test_lock, false, &change, &diag), 0);
	ck_assert_int_eq(commit(&change, &loaded, &diag), 0);
	ck_assert_int_lt(faccessat(host.root, "elsewhere/normal", F_OK, 0), 0);
}
END_TEST

static bool is_there(const char *name)
{
	return faccessat(host.root, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* When its rights are mended, its records would be believed again. */
START_TEST(folder_that_others_may_write_to_keeps_no_record)
{
	struct diag diag = { 0 };

	keep(first);
	be_killed();
	ck_assert_int_eq(fchmodat(host.root, "run/warmkexec", 0755, 0), 0);
	ck_assert_int_eq(host_lock_loads(&host, &test_lock, &diag), EPERM);
	ck_assert_int_eq(test_lock, -1);
	ck_assert_str_eq(diag.message, "/run/warmkexec has mode 755, expected no rights for group and others");
	ck_assert(!is_there("run/warmkexec/normal"));
}
END_TEST

/* A folder that is in the place of a record stays there, as a record on a read-only file system does. */
START_TEST(record_that_would_be_believed_later_and_stays_ends_the_load)
{
	struct host_change change;
	struct diag diag = { 0 };
	int held = lock_of(&host);

	ck_assert_int_eq(mkdirat(host.root, "run/warmkexec/normal", 0700), 0);
	ck_assert_int_eq(mkdirat(host.root, "run/warmkexec/normal.new", 0700), 0);
	ck_assert_int_eq(host_change_begin(held, false, &change, &diag), -EISDIR);
	ck_assert_str_eq(diag.message, "/run/warmkexec/normal.new: Is a directory; the record of an earlier load stays there");
	ck_assert_str_eq(diag.hint,
			 "Nothing was done: the record of an earlier load there would be believed later. Remove "
			 "/run/warmkexec/normal, or let kexec write to /run.");
	ck_assert_int_eq(change.folder, -1);
	ck_assert_int_eq(unlinkat(host.root, "run/warmkexec/normal", AT_REMOVEDIR), 0);
	ck_assert_int_eq(host_change_begin(held, false, &change, &diag), EISDIR);
	be_killed();
	ck_assert_int_eq(mkdirat(host.root, "run/warmkexec/normal", 0700), 0);
	ck_assert_int_eq(fchmodat(host.root, "run/warmkexec", 0755, 0), 0);
	ck_assert_int_eq(host_lock_loads(&host, &test_lock, &diag), -EPERM);
	ck_assert_str_eq(diag.hint, "Nothing was done: the record of an earlier load there would be believed later. Remove "
				    "/run/warmkexec, or let kexec write to /run.");
}
END_TEST

/* A reader takes no lock: without the mark it would believe the record meanwhile. */
START_TEST(mark_of_an_interrupted_change_stays_in_place)
{
	struct host_change change;
	struct stat status;
	int mark;

	keep(first);
	begin(false, &change);
	be_killed();
	mark = openat(host.root, "run/warmkexec/normal.new", O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(mark, 0);
	begin(false, &change);
	ck_assert(change.was_interrupted);
	ck_assert_int_eq(fstat(mark, &status), 0);
	ck_assert_uint_eq(status.st_nlink, 1);
	close(mark);
}
END_TEST

START_TEST(link_that_is_in_the_way_is_replaced_and_not_followed)
{
	struct stat status;

	keep(first);
	put("precious", "precious");
	ck_assert_int_eq(symlinkat("../../precious", host.root, "run/warmkexec/normal.new"), 0);
	keep(second);
	ck_assert_told("second");
	ck_assert_int_eq(fstatat(host.root, "precious", &status, 0), 0);
	ck_assert_int_eq((int)status.st_size, 8);
}
END_TEST

/* A command line may hold a secret. */
START_TEST(nobody_else_may_look_into_the_folder_or_a_record)
{
	mode_t mask = umask(0);
	struct stat status;

	keep(first);
	umask(mask);
	ck_assert_int_eq(fstatat(host.root, "run/warmkexec", &status, 0), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0700);
	ck_assert_int_eq(fstatat(host.root, "run/warmkexec/normal", &status, 0), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
}
END_TEST

START_TEST(record_of_another_boot_is_not_believed)
{
	keep(first);
	change_boot();
	ck_assert_told("its record is from another boot");
	put("proc/sys/kernel/random/boot_id", "\n");
	ck_assert_told("the name of this boot cannot be read: its record may be from another one");
}
END_TEST

/* The dump of a crash load would lack it; a normal load has nothing to do with it. */
START_TEST(memory_that_a_driver_adds_is_news_for_a_crash_load_alone)
{
	CLEANUP(loaded_view_release) struct loaded_view view = { 0 };
	struct diag diag = { 0 };
	bool crash = _i;

	keep_in(crash, first);
	put("proc/iomem", "40000000-7fffffff : System RAM\n80000000-8fffffff : System RAM (kmem)\n");
	ck_assert_int_eq(known_find(&host, crash, &view, &diag), 0);
	ck_assert(view.have_memory);
	ck_assert_uint_eq(view.added.bytes, crash ? 0x10000000 : 0);
	ck_assert_uint_eq(view.gone.bytes, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("loaded-file");
	TCase *tcase = tcase_create("loaded-file");

	tcase_add_checked_fixture(tcase, make_machine, remove_machine);
	tcase_add_test(tcase, what_was_kept_is_told);
	tcase_add_test(tcase, change_that_fails_leaves_the_earlier_record);
	tcase_add_test(tcase, program_that_is_killed_leaves_nothing_to_believe_until_the_next_load);
	tcase_add_test(tcase, unload_leaves_no_record);
	tcase_add_loop_test(tcase, record_of_what_is_not_loaded_is_swept_away, 0, 2);
	tcase_add_test(tcase, record_of_what_may_be_loaded_is_not_swept_away);
	tcase_add_test(tcase, records_of_an_earlier_boot_are_swept_away);
	tcase_add_test(tcase, lock_waits_for_a_change_that_is_under_way);
	tcase_add_test(tcase, lock_that_is_never_given_back_is_told_and_then_given_up);
	tcase_add_test(tcase, change_that_fails_after_an_interrupted_one_leaves_nothing_to_believe);
	tcase_add_test(tcase, mark_of_a_change_is_never_out_of_place);
	tcase_add_test(tcase, change_without_a_lock_changes_nothing);
	tcase_add_test(tcase, record_is_a_file);
	tcase_add_test(tcase, record_has_an_end);
	tcase_add_test(tcase, what_others_could_have_written_is_not_believed);
	tcase_add_test(tcase, what_belongs_to_others_is_not_believed);
	tcase_add_test(tcase, folder_that_is_not_ours_is_not_written_to);
	tcase_add_test(tcase, folder_that_others_may_write_to_keeps_no_record);
	tcase_add_test(tcase, record_that_would_be_believed_later_and_stays_ends_the_load);
	tcase_add_test(tcase, mark_of_an_interrupted_change_stays_in_place);
	tcase_add_test(tcase, link_that_is_in_the_way_is_replaced_and_not_followed);
	tcase_add_test(tcase, nobody_else_may_look_into_the_folder_or_a_record);
	tcase_add_test(tcase, record_of_another_boot_is_not_believed);
	tcase_add_loop_test(tcase, memory_that_a_driver_adds_is_news_for_a_crash_load_alone, 0, 2);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
