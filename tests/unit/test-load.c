/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What becomes of a load whose files are written to meanwhile, and what is written down of it. The running kernel is one of our
 * own: the functions below are linked in place of those of kexec/host/submit.c.
 */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/load.h"
#include "kexec/machine/memmap.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan.h"
#include "kexec/record.h"
#include "kexec/submit.h"
#include "tests/helpers/scratch-file.h"
#include "tests/helpers/suite.h"

#define KERNEL "the bytes of a kernel"
#define INITRD "those of an initrd"
#define DTB "a devicetree that was built"

static char kernel_path[32], initrd_path[32];
static char cmdline[] = "quiet";

/* The running kernel. */
static struct {
	const char *written_to; /* by somebody while it loads */
	bool keeps_all;		/* what is loaded cannot be unloaded */
	bool loaded[2];		/* by crash */
	int loads;
} running;

int host_kexec_load(const struct host *host, const struct plan *plan, const struct machine *machine, bool debug,
		    struct diag *diag)
{
	(void)host, (void)machine, (void)debug, (void)diag;
	running.loads++;
	running.loaded[plan->crash] = true;
	if (running.written_to)
		write_scratch_file(running.written_to, "x", 0);
	return 0;
}

int host_kexec_unload(const struct host *host, bool crash, struct diag *diag)
{
	(void)host;
	if (running.keeps_all)
		return diag_fail(diag, -EPERM, "not allowed");
	running.loaded[crash] = false;
	return 0;
}

int host_is_loaded(const struct host *host, bool crash, bool *ret, struct diag *diag)
{
	(void)host, (void)diag;
	*ret = running.loaded[crash];
	return 0;
}

static void setup(void)
{
	make_scratch_file(strcpy(kernel_path, "test-load-kernel.XXXXXX"), KERNEL);
	make_scratch_file(strcpy(initrd_path, "test-load-initrd.XXXXXX"), INITRD);
	memset(&running, 0, sizeof(running));
}

static void teardown(void)
{
	unlink(kernel_path);
	unlink(initrd_path);
}

static void add_segment(struct plan *plan, enum part part, struct view bytes)
{
	uint64_t start = 0x40000000 + plan->segment_count * UINT64_C(0x1000);

	plan->segment[plan->segment_count++] = (struct segment){
		.part = part,
		.memory = { start, start + 0x1000 },
		.home = { start, start + 0x1000 },
		.bytes = bytes,
	};
}

/* Of the two files as they are now, each of which is a part, and of a part that is no file. */
static void read_files(bool crash, struct load *ret)
{
	struct diag diag = { 0 };

	ck_assert_int_eq(host_read_user_file("kernel", kernel_path, &ret->kernel_file, &diag), 0);
	ck_assert_int_eq(host_read_user_file("initrd", initrd_path, &ret->initrd, &diag), 0);
	ret->cmdline = strdup(cmdline);
	ret->image.format = "Image";
	ret->plan.crash = crash;
	add_segment(&ret->plan, PART_KERNEL, blob_view(&ret->kernel_file.bytes));
	add_segment(&ret->plan, PART_INITRD, blob_view(&ret->initrd.bytes));
	add_segment(&ret->plan, PART_BOOT, (struct view){ (const uint8_t *)DTB, strlen(DTB) });
}

/* For a normal load to where a capture kernel is loaded. */
static void read_files_for_the_crash_region(struct load *ret)
{
	read_files(false, ret);
	ret->plan.reuses_crash = true;
	running.loaded[true] = true;
}

static int submit(const struct load *load, struct diag *ret_diag)
{
	const struct options options = { .crash = load->plan.crash };
	const struct host host = { .root = -1 };

	*ret_diag = (struct diag){ 0 };
	return load_submit(&options, &host, load, NULL, ret_diag);
}

static void check_refused(int r, const struct diag *diag, const char *what, const char *path, const char *hint)
{
	char expected[128];

	snprintf(expected, sizeof(expected), "the %s %s was written to while it was loaded", what, path);
	ck_assert_int_eq(r, -ESTALE);
	ck_assert_str_eq(diag->message, expected);
	ck_assert_str_eq(diag->hint, hint);
}

/* _i: a crash load */
START_TEST(files_that_stay_as_they_are_are_loaded)
{
	CLEANUP(load_release) struct load load = { 0 };
	struct diag diag;

	read_files(_i, &load);
	ck_assert_int_eq(submit(&load, &diag), 0);
	ck_assert_int_eq(running.loads, 1);
	ck_assert(running.loaded[_i] && !running.loaded[!_i]);
}
END_TEST

/* _i: the initrd and not the kernel */
START_TEST(file_written_to_before_the_load_is_not_loaded)
{
	const char *path = _i ? initrd_path : kernel_path;
	CLEANUP(load_release) struct load load = { 0 };
	struct diag diag;

	read_files(false, &load);
	write_scratch_file(path, "x", 0);
	check_refused(submit(&load, &diag), &diag, _i ? "initrd" : "kernel", path, "Try again when the file is complete.");
	ck_assert_int_eq(running.loads, 0);
}
END_TEST

/* _i: the initrd and not the kernel, and a crash load and not a normal one */
START_TEST(file_written_to_during_the_load_is_loaded_no_more)
{
	const char *path = _i & 1 ? initrd_path : kernel_path;
	bool crash = _i & 2;
	CLEANUP(load_release) struct load load = { 0 };
	struct diag diag;

	read_files(crash, &load);
	running.loaded[!crash] = true;
	running.written_to = path;
	check_refused(submit(&load, &diag), &diag, _i & 1 ? "initrd" : "kernel", path,
		      "Nothing is loaded any more. Try again when the file is complete.");
	ck_assert_int_eq(running.loads, 1);
	ck_assert(!running.loaded[crash] && running.loaded[!crash]);
}
END_TEST

START_TEST(damaged_load_that_cannot_be_undone_is_told)
{
	CLEANUP(load_release) struct load load = { 0 };
	struct diag diag;

	read_files(false, &load);
	running.written_to = initrd_path;
	running.keeps_all = true;
	check_refused(
		submit(&load, &diag), &diag, "initrd", initrd_path,
		"What was loaded is damaged and could not be unloaded (not allowed): load again when the file is complete.");
}
END_TEST

/* As a package manager does it: what was read stays what it was. */
START_TEST(file_that_is_replaced_is_loaded_as_it_was)
{
	CLEANUP(load_release) struct load load = { 0 };
	struct diag diag;

	read_files(false, &load);
	ck_assert_int_eq(rename(kernel_path, initrd_path), 0);
	ck_assert_int_eq(submit(&load, &diag), 0);
	ck_assert_mem_eq(load.initrd.bytes.data, INITRD, strlen(INITRD));
}
END_TEST

START_TEST(load_into_the_crash_region_unloads_the_capture_kernel_first)
{
	CLEANUP(load_release) struct load load = { 0 };
	struct diag diag;

	read_files_for_the_crash_region(&load);
	ck_assert_int_eq(submit(&load, &diag), 0);
	ck_assert(running.loaded[false] && !running.loaded[true]);
}
END_TEST

START_TEST(file_written_to_before_a_load_into_the_crash_region_leaves_the_capture_kernel)
{
	CLEANUP(load_release) struct load load = { 0 };
	struct diag diag;

	read_files_for_the_crash_region(&load);
	write_scratch_file(initrd_path, "x", 0);
	check_refused(submit(&load, &diag), &diag, "initrd", initrd_path, "Try again when the file is complete.");
	ck_assert(!running.loaded[false] && running.loaded[true]);
}
END_TEST

START_TEST(file_written_to_during_a_load_into_the_crash_region_leaves_nothing_and_says_so)
{
	CLEANUP(load_release) struct load load = { 0 };
	struct diag diag;

	read_files_for_the_crash_region(&load);
	running.written_to = initrd_path;
	check_refused(submit(&load, &diag), &diag, "initrd", initrd_path,
		      "Nothing is loaded any more. Try again when the file is complete.\n"
		      "The machine is without kdump: load a capture kernel again.");
	ck_assert(!running.loaded[false] && !running.loaded[true]);
}
END_TEST

/* ---- what is written down ---- */

static void record(const struct load *load, struct state *ret)
{
	const struct options options = { .kernel = kernel_path };
	CLEANUP(host_close) struct host host = { .root = -1 };
	struct diag diag = { 0 };

	ck_assert_int_eq(host_open("/", &host, &diag), 0);
	ck_assert_int_eq(record_request(&options, load, ret, &diag), 0);
	ck_assert_int_eq(record_load(&host, load, ret, &diag), 0);
}

static void check_digest(const uint8_t digest[SHA256_SIZE], const char *text)
{
	uint8_t expected[SHA256_SIZE];

	sha256(text, strlen(text), expected);
	ck_assert_mem_eq(digest, expected, SHA256_SIZE);
}

START_TEST(digests_are_those_of_whole_files_and_parts)
{
	CLEANUP(load_release) struct load load = { 0 };
	CLEANUP(state_release) struct state state = { 0 };

	read_files(false, &load);
	record(&load, &state);
	check_digest(state.kernel.digest, KERNEL);
	check_digest(state.initrd.digest, INITRD);
	ck_assert_ptr_null(state.dtb.path);
	ck_assert_int_eq(state.kernel.path[0], '/');
	ck_assert_uint_eq(state.part_count, 3);
	check_digest(state.part[0].digest, KERNEL);
	check_digest(state.part[1].digest, INITRD);
	check_digest(state.part[2].digest, DTB);
}
END_TEST

/* An unpacked kernel: the file is one thing, the part another. */
START_TEST(part_that_is_not_the_file_has_a_digest_of_its_own)
{
	CLEANUP(load_release) struct load load = { 0 };
	CLEANUP(state_release) struct state state = { 0 };

	read_files(false, &load);
	load.plan.segment[0].bytes.size--;
	record(&load, &state);
	check_digest(state.kernel.digest, KERNEL);
	ck_assert_mem_ne(state.part[0].digest, state.kernel.digest, SHA256_SIZE);
}
END_TEST

/* _i: the initrd and not the kernel. --prepare must not take what is now there for what is loaded. */
START_TEST(other_contents_under_the_same_name_are_another_request)
{
	CLEANUP(load_release) struct load load = { 0 }, later = { 0 };
	CLEANUP(state_release) struct state loaded = { 0 }, again = { 0 }, wanted = { 0 };

	read_files(false, &load);
	record(&load, &loaded);
	record(&load, &again);
	ck_assert_mem_eq(again.request, loaded.request, SHA256_SIZE);
	write_scratch_file(_i ? initrd_path : kernel_path, "x", 0);
	read_files(false, &later);
	record(&later, &wanted);
	ck_assert_mem_ne(wanted.request, loaded.request, SHA256_SIZE);
	ck_assert_str_eq(_i ? wanted.initrd.path : wanted.kernel.path, _i ? loaded.initrd.path : loaded.kernel.path);
	check_digest(_i ? loaded.initrd.digest : loaded.kernel.digest, _i ? INITRD : KERNEL);
}
END_TEST

/* _i: of a crash load. */
START_TEST(memory_of_drivers_is_written_down_for_a_crash_load_alone)
{
	struct mem_area area[] = { { { 0, 2 }, MEM_RAM }, { { 2, 3 }, MEM_DRIVER } };
	CLEANUP(load_release) struct load load = { 0 };
	CLEANUP(state_release) struct state state = { 0 };

	read_files(_i, &load);
	load.machine.map = (struct memmap){ .area = area, .count = 2 };
	record(&load, &state);
	load.machine.map = (struct memmap){ 0 };
	ck_assert_uint_eq(state.memory.count, 1);
	ck_assert_uint_eq(state.memory.range[0].end, _i ? 3 : 2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("load");
	TCase *tcase = tcase_create("load");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, files_that_stay_as_they_are_are_loaded, 0, 2);
	tcase_add_loop_test(tcase, file_written_to_before_the_load_is_not_loaded, 0, 2);
	tcase_add_loop_test(tcase, file_written_to_during_the_load_is_loaded_no_more, 0, 4);
	tcase_add_test(tcase, damaged_load_that_cannot_be_undone_is_told);
	tcase_add_test(tcase, file_that_is_replaced_is_loaded_as_it_was);
	tcase_add_test(tcase, load_into_the_crash_region_unloads_the_capture_kernel_first);
	tcase_add_test(tcase, file_written_to_before_a_load_into_the_crash_region_leaves_the_capture_kernel);
	tcase_add_test(tcase, file_written_to_during_a_load_into_the_crash_region_leaves_nothing_and_says_so);
	tcase_add_test(tcase, digests_are_those_of_whole_files_and_parts);
	tcase_add_test(tcase, part_that_is_not_the_file_has_a_digest_of_its_own);
	tcase_add_loop_test(tcase, other_contents_under_the_same_name_are_another_request, 0, 2);
	tcase_add_loop_test(tcase, memory_of_drivers_is_written_down_for_a_crash_load_alone, 0, 2);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
