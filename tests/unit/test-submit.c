/* SPDX-License-Identifier: GPL-2.0-only */
/* The rules under which a load is submitted: to a sink that records what is asked of it. */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/sink.h"
#include "kexec/load/submit.h"
#include "tests/helpers/load-files.h"
#include "tests/helpers/scratch-file.h"
#include "tests/helpers/suite.h"

/* The sink. */
static struct recording {
	const char *written_to; /* by somebody while it loads */
	bool keeps_all;		/* the load cannot be unloaded */
	bool is_loaded_again;	/* somebody loads again what was unloaded */
	bool loaded[2];		/* by crash */
	int loads;
} running;

static int record_load(void *context, const struct plan *plan, const struct machine *machine, struct diag *diag)
{
	struct recording *recording = context;

	(void)machine, (void)diag;
	recording->loads++;
	recording->loaded[plan->crash] = true;
	if (recording->written_to)
		write_scratch_file(recording->written_to, "x", 0);
	return 0;
}

static int record_unload(void *context, bool crash, struct diag *diag)
{
	struct recording *recording = context;

	if (recording->keeps_all)
		return diag_fail(diag, -EPERM, "not allowed");
	recording->loaded[crash] = recording->is_loaded_again;
	return 0;
}

static int tell_loaded(void *context, bool crash, bool *ret, struct diag *diag)
{
	(void)diag;
	*ret = ((struct recording *)context)->loaded[crash];
	return 0;
}

static void setup(void)
{
	make_load_files("test-submit");
	memset(&running, 0, sizeof(running));
}

/* For a normal load to where a capture kernel is loaded. */
static void read_files_for_the_crash_region(struct load_files *ret)
{
	read_load_files(false, ret);
	ret->plan.reuses_crash = true;
	running.loaded[true] = true;
}

static int submit(const struct load_files *load, struct diag *ret_diag)
{
	const struct sink sink = {
		.context = &running,
		.load = record_load,
		.unload = record_unload,
		.is_loaded = tell_loaded,
	};

	*ret_diag = (struct diag){ 0 };
	return load_submit(&sink, &load->view, ret_diag);
}

static void check_told(const struct diag *diag, const char *what, const char *path, const char *hint)
{
	char expected[128];

	snprintf(expected, sizeof(expected), "another program writes to the %s %s while it is loaded", what, path);
	ck_assert_str_eq(diag->message, expected);
	ck_assert_str_eq(diag->hint, hint);
}

static void check_refused(int r, const struct diag *diag, const char *what, const char *path, const char *hint)
{
	ck_assert_int_eq(r, -ESTALE);
	check_told(diag, what, path, hint);
}

/* _i: a crash load */
START_TEST(files_that_stay_as_they_are_are_loaded)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	struct diag diag;

	read_load_files(_i, &load);
	ck_assert_int_eq(submit(&load, &diag), 0);
	ck_assert_int_eq(running.loads, 1);
	ck_assert(running.loaded[_i] && !running.loaded[!_i]);
}
END_TEST

/* _i: the initrd and not the kernel */
START_TEST(file_written_to_before_the_load_is_not_loaded)
{
	const char *path = _i ? load_initrd_path : load_kernel_path;
	CLEANUP(release_load_files) struct load_files load = { 0 };
	struct diag diag;

	read_load_files(false, &load);
	write_scratch_file(path, "x", 0);
	check_refused(submit(&load, &diag), &diag, _i ? "initrd" : "kernel", path, "Try again when the file is complete.");
	ck_assert_int_eq(running.loads, 0);
}
END_TEST

/* _i: the initrd and not the kernel, and a crash load and not a normal one */
START_TEST(file_written_to_during_the_load_is_loaded_no_more)
{
	const char *path = _i & 1 ? load_initrd_path : load_kernel_path;
	bool crash = _i & 2;
	CLEANUP(release_load_files) struct load_files load = { 0 };
	struct diag diag;

	read_load_files(crash, &load);
	running.loaded[!crash] = true;
	running.written_to = path;
	check_refused(submit(&load, &diag), &diag, _i & 1 ? "initrd" : "kernel", path,
		      "It was unloaded again. Try again when the file is complete.");
	ck_assert_int_eq(running.loads, 1);
	ck_assert(!running.loaded[crash] && running.loaded[!crash]);
}
END_TEST

START_TEST(second_initrd_is_looked_at_too)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	struct user_file files[2];
	struct diag diag;

	read_load_files(false, &load);
	files[0] = load.kernel;
	files[1] = load.initrd;
	load.view.initrd = files;
	load.view.initrd_count = 2;
	running.written_to = load_initrd_path;
	check_refused(submit(&load, &diag), &diag, "initrd", load_initrd_path,
		      "It was unloaded again. Try again when the file is complete.");
}
END_TEST

START_TEST(devicetree_is_looked_at_too)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	struct diag diag;

	read_load_files(false, &load);
	load.view.dtb = &load.initrd;
	load.view.initrd_count = 0;
	running.written_to = load_initrd_path;
	check_refused(submit(&load, &diag), &diag, "initrd", load_initrd_path,
		      "It was unloaded again. Try again when the file is complete.");
}
END_TEST

START_TEST(damaged_load_that_cannot_be_undone_is_told)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	struct diag diag;

	read_load_files(false, &load);
	running.written_to = load_initrd_path;
	running.keeps_all = true;
	ck_assert_int_eq(submit(&load, &diag), -ENOTRECOVERABLE);
	check_told(&diag, "initrd", load_initrd_path,
		   "The load is damaged and could not be unloaded (not allowed): load again when the file is complete.");
}
END_TEST

/* A package manager replaces a file: the bytes that were read stay the same. */
START_TEST(file_that_is_replaced_is_loaded_as_it_was)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	struct diag diag;

	read_load_files(false, &load);
	ck_assert_int_eq(rename(load_kernel_path, load_initrd_path), 0);
	ck_assert_int_eq(submit(&load, &diag), 0);
	ck_assert_mem_eq(load.initrd.bytes.data, LOAD_INITRD, strlen(LOAD_INITRD));
}
END_TEST

START_TEST(load_into_the_crash_region_unloads_the_capture_kernel_first)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	struct diag diag;

	read_files_for_the_crash_region(&load);
	ck_assert_int_eq(submit(&load, &diag), 0);
	ck_assert(running.loaded[false] && !running.loaded[true]);
}
END_TEST

START_TEST(capture_kernel_that_is_loaded_again_at_once_wins)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	struct diag diag;

	read_files_for_the_crash_region(&load);
	running.is_loaded_again = true;
	ck_assert_int_eq(submit(&load, &diag), -EBUSY);
	ck_assert_int_eq(running.loads, 0);
	ck_assert_ptr_nonnull(strstr(diag.hint, "--reuse-crash-region"));
}
END_TEST

START_TEST(capture_kernel_that_cannot_be_unloaded_stays)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	struct diag diag;

	read_files_for_the_crash_region(&load);
	running.keeps_all = true;
	ck_assert_int_eq(submit(&load, &diag), -EPERM);
	ck_assert_int_eq(running.loads, 0);
	ck_assert(running.loaded[true]);
}
END_TEST

START_TEST(file_written_to_before_a_load_into_the_crash_region_leaves_the_capture_kernel)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	struct diag diag;

	read_files_for_the_crash_region(&load);
	write_scratch_file(load_initrd_path, "x", 0);
	check_refused(submit(&load, &diag), &diag, "initrd", load_initrd_path, "Try again when the file is complete.");
	ck_assert(!running.loaded[false] && running.loaded[true]);
}
END_TEST

START_TEST(file_written_to_during_a_load_into_the_crash_region_leaves_nothing)
{
	CLEANUP(release_load_files) struct load_files load = { 0 };
	struct diag diag;

	read_files_for_the_crash_region(&load);
	running.written_to = load_initrd_path;
	check_refused(submit(&load, &diag), &diag, "initrd", load_initrd_path,
		      "It was unloaded again. Try again when the file is complete.");
	ck_assert(!running.loaded[false] && !running.loaded[true]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("submit");
	TCase *tcase = tcase_create("submit");

	tcase_add_checked_fixture(tcase, setup, remove_load_files);
	tcase_add_loop_test(tcase, files_that_stay_as_they_are_are_loaded, 0, 2);
	tcase_add_loop_test(tcase, file_written_to_before_the_load_is_not_loaded, 0, 2);
	tcase_add_loop_test(tcase, file_written_to_during_the_load_is_loaded_no_more, 0, 4);
	tcase_add_test(tcase, second_initrd_is_looked_at_too);
	tcase_add_test(tcase, devicetree_is_looked_at_too);
	tcase_add_test(tcase, damaged_load_that_cannot_be_undone_is_told);
	tcase_add_test(tcase, file_that_is_replaced_is_loaded_as_it_was);
	tcase_add_test(tcase, load_into_the_crash_region_unloads_the_capture_kernel_first);
	tcase_add_test(tcase, capture_kernel_that_is_loaded_again_at_once_wins);
	tcase_add_test(tcase, capture_kernel_that_cannot_be_unloaded_stays);
	tcase_add_test(tcase, file_written_to_before_a_load_into_the_crash_region_leaves_the_capture_kernel);
	tcase_add_test(tcase, file_written_to_during_a_load_into_the_crash_region_leaves_nothing);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
