/* SPDX-License-Identifier: GPL-2.0-only */
/* The rules under which the running kernel is asked for a load. A machine in a folder, and a sink, are in place of it. */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/command/outcome.h"
#include "kexec/command/restore.h"
#include "kexec/command/take.h"
#include "kexec/host/kernel-load.h"
#include "kexec/host/kernel-sink.h"
#include "kexec/host/loaded-change.h"
#include "kexec/host/loaded-file.h"
#include "kexec/loaded/loaded-text.h"
#include "kexec/loaded/loaded.h"
#include "kexec/plan/sink.h"
#include "tests/helpers/load-files.h"
#include "tests/helpers/scratch-file.h"
#include "tests/helpers/suite.h"

#define BOOT_ID "6f1c9a52-8f5e-4a53-9d3a-0f5d0f7b2c11"

static struct host host;
static char folder[64];
static struct range memory = { 0x40000000, 0x80000000 };
static char first[] = "first", second[] = "second", word[] = "word";

/* The running kernel. */
static struct kernel {
	int error;	     /* of a load */
	bool is_damaging;    /* a file is written to while it is loaded */
	bool hides_all;	     /* it does not show what is loaded */
	bool keeps_all;	     /* nothing can be unloaded */
	bool is_late;	     /* a file was written to before it is loaded */
	int unload_error;    /* of the normal kernel in the crash region */
	int unloads;	     /* of that one */
	bool unloaded_by_files;
	bool is_interrupted; /* somebody asks the program to end during a load */
	int loads;
	char restored[64]; /* the command line of the record that was loaded again, or "" */
	int restore_error;
	char said[2048]; /* to the kernel's log */
} kernel;

static volatile sig_atomic_t interrupts, interrupts_before_restore;

static void put(const char *name, const char *text)
{
	int fd = openat(host.root, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
	close(fd);
}

static void set_armed(bool armed)
{
	put("sys/kernel/kexec_crash_loaded", armed ? "1\n" : "0\n");
}

/* ---- in place of the system calls ---- */

/* A crash load frees what is armed before anything else. */
static int load_plan(void *context, const struct plan *plan, const struct machine *machine, struct diag *diag)
{
	(void)context, (void)machine;
	kernel.loads++;
	if (plan->crash && !kernel.hides_all)
		set_armed(!kernel.error);
	if (kernel.is_interrupted)
		(void)raise(SIGTERM);
	if (kernel.is_damaging)
		write_scratch_file(load_initrd_path, "x", 0);
	return kernel.error ? diag_fail(diag, -kernel.error, "refused") : 0;
}

static int unload(void *context, bool crash, struct diag *diag)
{
	(void)context;
	if (kernel.keeps_all)
		return diag_fail(diag, -EPERM, "not allowed");
	ck_assert(crash);
	set_armed(false);
	return 0;
}

int host_kexec_unload(const struct host *unused, bool by_files, bool crash, struct diag *diag)
{
	(void)unused;
	ck_assert(!crash);
	kernel.unloads++;
	kernel.unloaded_by_files = by_files;
	return kernel.unload_error ? diag_fail(diag, -kernel.unload_error, "refused") : 0;
}

void host_kernel_sink(struct host_kernel *unused, struct sink *ret)
{
	*ret = (struct sink){ .context = unused, .load = load_plan, .unload = unload };
}

int restore_load(const struct invocation *invocation, int lock, const struct loaded *record, struct diag *diag)
{
	(void)invocation;
	ck_assert_int_ge(lock, 0);
	interrupts_before_restore = interrupts;
	snprintf(kernel.restored, sizeof(kernel.restored), "%s", record->cmdline);
	if (kernel.restore_error)
		return diag_fail(diag, -kernel.restore_error, "no more");
	set_armed(true);
	return 0;
}

void host_kernel_log(const char *message)
{
	snprintf(kernel.said, sizeof(kernel.said), "%s", message);
}

/* ---- the machine ---- */

static void make_machine(void)
{
	static const char *const folders[] = {
		"run", "sys", "sys/kernel", "proc", "proc/sys", "proc/sys/kernel", "proc/sys/kernel/random"
	};
	struct diag diag;

	make_load_files("test-take");
	memset(&kernel, 0, sizeof(kernel));
	strcpy(folder, "/tmp/test-take-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(host_open(folder, &host, &diag), 0);
	host.is_recorded = false;
	for (size_t i = 0; i < COUNT(folders); i++)
		ck_assert_int_eq(mkdirat(host.root, folders[i], 0755), 0);
	put("sys/kernel/kexec_loaded", "0\n");
	set_armed(true);
	put("proc/iomem", "40000000-7fffffff : System RAM\n");
	put("proc/sys/kernel/random/boot_id", BOOT_ID "\n");
}

static void remove_machine(void)
{
	char command[100];

	host_close(&host);
	remove_load_files();
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

static struct loaded crash_load(char *cmdline)
{
	return (struct loaded){
		.boot_id = BOOT_ID,
		.crash = true,
		.why = word,
		.format = word,
		.kernel = { .path = word },
		.cmdline = cmdline,
		.placement = LOADED_IN_PLACE,
		.memory = { &memory, 1 },
		.part = { { .name = "kernel", .memory = { 0x41000000, 0x42000000 }, .home = 0x41000000 } },
		.part_count = 1,
	};
}

static void keep_record(int lock, const struct loaded *loaded)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	struct host_change change;
	struct diag diag;
	struct view view;

	ck_assert_int_eq(loaded_write(loaded, &text), 0);
	view = blob_view(&text);
	ck_assert_int_eq(host_change_begin(lock, loaded->crash, &change, &diag), 0);
	ck_assert_int_eq(host_change_commit(&change, &view, &diag), 0);
}

/* Writes the record of an earlier load. */
static void keep(int lock, char *cmdline)
{
	const struct loaded loaded = crash_load(cmdline);

	keep_record(lock, &loaded);
}

static int lock(void)
{
	struct diag diag;
	int ret = -1;

	ck_assert_int_eq(host_lock_loads(&host, &ret, &diag), 0);
	return ret;
}

static void keep_earlier(char *cmdline)
{
	CLEANUP(host_unlock_loads) int held = lock();

	keep(held, cmdline);
}

/* A normal kernel is loaded in the crash region. */
static void keep_normal_in_crash_region(void)
{
	CLEANUP(host_unlock_loads) int held = lock();
	struct loaded loaded = crash_load(first);

	loaded.crash = false;
	put("sys/kernel/kexec_loaded", "1\n");
	set_armed(false);
	put("proc/iomem", "40000000-7fffffff : System RAM\n  41000000-42ffffff : Crash kernel\n");
	keep_record(held, &loaded);
}

static bool is_kept(void)
{
	return faccessat(host.root, "run/warmkexec/crash", F_OK, 0) == 0;
}

/* Loads a crash kernel, or a normal one. */
static int take(bool crash, struct outcome *outcome, struct diag *ret_diag)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	const struct invocation invocation = { .host = &host };
	struct loaded loaded = crash_load(second);

	loaded.crash = crash;
	*ret_diag = (struct diag){ 0 };
	read_load_files(crash, &load);
	if (kernel.is_late)
		write_scratch_file(load_initrd_path, "x", 0);
	return take_load(&invocation, &load.view, NULL, &loaded, outcome, ret_diag);
}

#define ck_assert_has(text, words) ck_assert_msg(strstr(text, words), "'%s' is not in '%s'", words, text)
#define ck_assert_lacks(text, words) ck_assert_msg(!strstr(text, words), "'%s' is in '%s'", words, text)

/* ---- tests ---- */

START_TEST(load_that_is_accepted_is_recorded)
{
	struct outcome outcome = { 0 };
	struct diag diag;

	ck_assert_int_eq(take(true, &outcome, &diag), 0);
	ck_assert_int_eq(kernel.loads, 1);
	ck_assert(is_kept());
	ck_assert_uint_eq(outcome.note_count, 0);
	ck_assert_str_eq(kernel.restored, "");
}
END_TEST

/* Memory has come or gone since the machine was read: another program may have loaded for it. */
START_TEST(load_for_memory_that_has_changed_is_not_made)
{
	static const struct {
		const char *iomem, *message;
	} now[] = {
		{ "40000000-7fffffff : System RAM\n80000000-8fffffff : System RAM\n",
		  "memory was added while the kernel was loaded: 0x80000000-0x8fffffff" },
		{ "40000000-6fffffff : System RAM\n",
		  "memory was removed while the kernel was loaded: 0x70000000-0x7fffffff" },
	};
	struct outcome outcome = { 0 };
	struct diag diag;

	put("proc/iomem", now[_i].iomem);
	ck_assert_int_eq(take(true, &outcome, &diag), -EAGAIN);
	ck_assert(outcome.is_stale);
	ck_assert_str_eq(diag.message, now[_i].message);
	ck_assert_int_eq(kernel.loads, 0);
	ck_assert_str_eq(kernel.restored, "");
	outcome = (struct outcome){ .may_be_stale = true };
	ck_assert_int_eq(take(true, &outcome, &diag), 0);
	ck_assert_int_eq(kernel.loads, 1);
	ck_assert_uint_eq(outcome.note_count, 1);
	ck_assert_str_eq(outcome.note[0].message, now[_i].message);
}
END_TEST

START_TEST(record_that_stays_and_would_be_wrong_ends_the_load)
{
	struct outcome outcome = { 0 };
	struct diag diag;

	keep_earlier(first);
	ck_assert_int_eq(unlinkat(host.root, "run/warmkexec/crash", 0), 0);
	ck_assert_int_eq(mkdirat(host.root, "run/warmkexec/crash", 0700), 0);
	ck_assert_int_eq(mkdirat(host.root, "run/warmkexec/crash.new", 0700), 0);
	ck_assert_int_eq(take(true, &outcome, &diag), -EISDIR);
	ck_assert_has(diag.hint, "Remove /run/warmkexec/crash, or let kexec write to /run.");
	ck_assert_int_eq(kernel.loads, 0);
}
END_TEST

START_TEST(refused_crash_load_is_followed_by_the_earlier_one)
{
	struct outcome outcome = { 0 };
	struct diag diag;

	keep_earlier(first);
	kernel.error = EINVAL;
	ck_assert_int_eq(take(true, &outcome, &diag), -EINVAL);
	ck_assert_str_eq(kernel.restored, "first");
	ck_assert_str_eq(diag.hint, "The crash kernel that was armed before was loaded again: kdump is armed.");
	ck_assert_str_eq(kernel.said, "");
}
END_TEST

/* _i: the record is there, but its files are not */
START_TEST(machine_that_is_left_without_kdump_is_told_in_the_log_as_well)
{
	struct outcome outcome = { 0 };
	struct diag diag;

	if (_i)
		keep_earlier(first);
	kernel.error = EINVAL;
	kernel.restore_error = ENOENT;
	ck_assert_int_eq(take(true, &outcome, &diag), -EINVAL);
	ck_assert_has(diag.hint, "The machine is without kdump");
	ck_assert_has(diag.hint, _i ? "no more" : "another program has loaded it");
	ck_assert_str_eq(kernel.said, diag.hint);
}
END_TEST

/* As in a folder that was entered with chroot(8), without /sys. */
START_TEST(kdump_that_may_be_lost_is_told_too)
{
	struct outcome outcome = { 0 };
	struct diag diag;

	ck_assert_int_eq(unlinkat(host.root, "sys/kernel/kexec_crash_loaded", 0), 0);
	kernel.error = EINVAL;
	kernel.hides_all = true;
	ck_assert_int_eq(take(true, &outcome, &diag), -EINVAL);
	ck_assert_str_eq(diag.hint, "If a crash kernel was armed before, it may be lost, which cannot be known: cannot read "
				    "/sys/kernel/kexec_crash_loaded: No such file or directory");
	ck_assert_str_eq(kernel.said, diag.hint);
}
END_TEST

static void count_interrupt(int signal)
{
	(void)signal;
	interrupts++;
}

START_TEST(signal_during_a_refused_load_does_not_interrupt_the_repair)
{
	struct outcome outcome = { 0 };
	struct diag diag;

	keep_earlier(first);
	kernel.error = EINVAL;
	kernel.is_interrupted = true;
	(void)signal(SIGTERM, count_interrupt);
	ck_assert_int_eq(take(true, &outcome, &diag), -EINVAL);
	ck_assert_str_eq(kernel.restored, "first");
	ck_assert_int_eq(interrupts_before_restore, 0);
	ck_assert_int_eq(interrupts, 1);
}
END_TEST

/* The limit of loads is used up: the damaged load stays, and it is not the one of the record. */
START_TEST(damaged_load_that_stays_is_not_taken_for_the_earlier_one)
{
	struct outcome outcome = { 0 };
	struct diag diag;

	keep_earlier(first);
	kernel.is_damaging = true;
	kernel.keeps_all = true;
	ck_assert_int_eq(take(true, &outcome, &diag), -ENOTRECOVERABLE);
	ck_assert_has(diag.hint, "The load is damaged and could not be unloaded");
	ck_assert_lacks(diag.hint, "What was loaded before is still loaded.");
	ck_assert(!is_kept());
}
END_TEST

START_TEST(damaged_load_that_is_unloaded_is_followed_by_the_earlier_one)
{
	struct outcome outcome = { 0 };
	struct diag diag;

	keep_earlier(first);
	kernel.is_damaging = true;
	ck_assert_int_eq(take(true, &outcome, &diag), -ESTALE);
	ck_assert_str_eq(kernel.restored, "first");
}
END_TEST

/* Another program loads while this one waits: its load is the one that was armed before. */
START_TEST(earlier_load_is_that_of_the_program_that_was_waited_for)
{
	int held = lock(), status;
	struct outcome outcome = { 0 };
	struct diag diag;
	pid_t other;

	keep(held, first);
	other = fork();
	if (other == 0) {
		usleep(200000);
		keep(held, word);
		_exit(0);
	}
	host_unlock_loads(&held);
	kernel.error = EINVAL;
	ck_assert_int_eq(take(true, &outcome, &diag), -EINVAL);
	ck_assert_str_eq(kernel.restored, "word");
	ck_assert_int_eq(waitpid(other, &status, 0), other);
}
END_TEST

START_TEST(program_that_waits_in_vain_waits_once_and_changes_nothing)
{
	CLEANUP(host_unlock_loads) int held = lock();
	struct outcome outcome = { 0 };
	char *told = NULL;
	size_t size = 0;
	struct diag diag;

	keep(held, first);
	host.wait_seconds = 2;
	host.waiting = open_memstream(&told, &size);
	ck_assert_int_eq(take(true, &outcome, &diag), -ETIMEDOUT);
	fclose(host.waiting);
	ck_assert_str_eq(told, "kexec: waiting for another kexec that loads or unloads, for 2 seconds at most\n");
	free(told);
	ck_assert_int_eq(kernel.loads, 0);
	ck_assert(is_kept());
}
END_TEST

START_TEST(normal_kernel_in_the_crash_region_is_unloaded_before_a_crash_load)
{
	struct outcome outcome = { 0 };
	struct diag diag;

	keep_normal_in_crash_region();
	ck_assert_int_eq(take(true, &outcome, &diag), 0);
	ck_assert_int_eq(kernel.loads, 1);
	ck_assert_uint_eq(outcome.note_count, 1);
	ck_assert_str_eq(outcome.note[0].message, "the normal kernel that was loaded in the crash region is unloaded");
	ck_assert(!kernel.unloaded_by_files);
}
END_TEST

/* IMA refuses kexec_load(2) to unload, too. The errno tells the caller that the other call may serve. */
START_TEST(refusal_of_the_unload_before_a_crash_load_keeps_its_errno)
{
	struct outcome outcome = { 0 };
	struct diag diag;

	keep_normal_in_crash_region();
	kernel.unload_error = EACCES;
	ck_assert_int_eq(take(true, &outcome, &diag), -EACCES);
	ck_assert_int_eq(outcome.refused, EACCES);
	ck_assert_int_eq(kernel.loads, 0);
	ck_assert_str_eq(diag.message, "refused");
}
END_TEST

START_TEST(normal_kernel_stays_if_the_crash_load_cannot_be_made)
{
	struct outcome outcome = { 0 };
	struct diag diag;

	keep_normal_in_crash_region();
	kernel.is_late = true;
	ck_assert_int_eq(take(true, &outcome, &diag), -ESTALE);
	ck_assert_int_eq(kernel.unloads, 0);
	ck_assert_str_eq(diag.hint, "Try again when the file is complete.");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("take");
	TCase *tcase = tcase_create("take");

	tcase_add_checked_fixture(tcase, make_machine, remove_machine);
	tcase_add_test(tcase, load_that_is_accepted_is_recorded);
	tcase_add_test(tcase, normal_kernel_in_the_crash_region_is_unloaded_before_a_crash_load);
	tcase_add_test(tcase, refusal_of_the_unload_before_a_crash_load_keeps_its_errno);
	tcase_add_test(tcase, normal_kernel_stays_if_the_crash_load_cannot_be_made);
	tcase_add_loop_test(tcase, load_for_memory_that_has_changed_is_not_made, 0, 2);
	tcase_add_test(tcase, record_that_stays_and_would_be_wrong_ends_the_load);
	tcase_add_test(tcase, refused_crash_load_is_followed_by_the_earlier_one);
	tcase_add_loop_test(tcase, machine_that_is_left_without_kdump_is_told_in_the_log_as_well, 0, 2);
	tcase_add_test(tcase, kdump_that_may_be_lost_is_told_too);
	tcase_add_test(tcase, signal_during_a_refused_load_does_not_interrupt_the_repair);
	tcase_add_test(tcase, damaged_load_that_stays_is_not_taken_for_the_earlier_one);
	tcase_add_test(tcase, damaged_load_that_is_unloaded_is_followed_by_the_earlier_one);
	tcase_add_test(tcase, earlier_load_is_that_of_the_program_that_was_waited_for);
	tcase_add_test(tcase, program_that_waits_in_vain_waits_once_and_changes_nothing);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
