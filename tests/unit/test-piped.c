/* SPDX-License-Identifier: GPL-2.0-only */
/* Files that can be read once: what a load has read from pipes serves the next try. */

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/load/load-steps.h"
#include "kexec/load/load-values.h"
#include "kexec/load/load.h"
#include "kexec/options/options.h"
#include "tests/helpers/scratch-file.h"
#include "tests/helpers/suite.h"

/* A pipe that has the text, and then ends. *ret_path: its name. */
static int pipe_of(const char *text, char ret_path[32])
{
	int fd[2];

	ck_assert_int_eq(pipe(fd), 0);
	ck_assert_int_eq(write(fd[1], text, strlen(text)), (int)strlen(text));
	close(fd[1]);
	snprintf(ret_path, 32, "/dev/fd/%d", fd[0]);
	return fd[0];
}

static void assert_bytes(const struct user_file *file, const char *what, const char *text, bool is_open)
{
	ck_assert_str_eq(file->what, what);
	ck_assert_uint_eq(file->bytes.size, strlen(text));
	ck_assert_mem_eq(file->bytes.data, text, strlen(text));
	ck_assert_int_eq(file->is_open, is_open);
}

/* ---- kernel and one initrd are pipes, an initrd and the devicetree are files ---- */

static struct options options;
static char kernel[32], piped[32], path[] = "piped-XXXXXX";
static struct load *load;

static struct load *read_again(struct load *earlier)
{
	struct diag diag = { 0 };
	const struct context context = { .options = &options, .diag = &diag };
	struct load *ret = load_new();

	ck_assert_msg(read_files(&context, earlier, ret) == 0, "%s", diag.message);
	assert_bytes(ret->kernel_file, "kernel", "a kernel", false);
	ck_assert_uint_eq(ret->initrd_count, 2);
	assert_bytes(&ret->initrd_file[0], "initrd", "from a file", true);
	assert_bytes(&ret->initrd_file[1], "initrd", "from a pipe", false);
	assert_bytes(ret->dtb_file, "devicetree", "from a file", true);
	return ret;
}

/* After the first reading nobody has the pipes any more. */
static void begin(void)
{
	int fd[2] = { pipe_of("a kernel", kernel), pipe_of("from a pipe", piped) };

	make_scratch_file(path, "from a file");
	options = (struct options){ .kernel = kernel, .initrd = { .path = { path, piped }, .count = 2 }, .dtb = path };
	load = read_again(NULL);
	close(fd[0]);
	close(fd[1]);
}

static void end(void)
{
	load_release(&load);
	unlink(path);
}

START_TEST(pipes_are_read_once)
{
	struct load *next;

	for (int i = 0; i < 2; i++) {
		load_shrink(&load);
		next = read_again(load);
		load_release(&load);
		load = next;
	}
}
END_TEST

/* It may be called on the way to a load that takes all memory. */
START_TEST(files_are_given_back)
{
	load_shrink(&load);
	ck_assert_ptr_null(load->dtb_file->bytes.data);
	ck_assert_ptr_null(load->initrd_file[0].bytes.data);
	assert_bytes(&load->initrd_file[1], "initrd", "from a pipe", false);
}
END_TEST

/* A load whose reading has failed has fewer initrds. */
START_TEST(initrds_that_were_not_read_are_read)
{
	struct load *none = load_new();
	char again[32];
	int fd = pipe_of("from a pipe", again);

	options.initrd.path[1] = again;
	none->kernel_file->bytes = load->kernel_file->bytes;
	none->kernel_file->what = load->kernel_file->what;
	load->kernel_file->bytes = (struct blob){ 0 };
	load_release(&load);
	load = read_again(none);
	load_release(&none);
	close(fd);
}
END_TEST

START_TEST(nothing_can_be_shrunk)
{
	struct load *none = NULL;

	load_shrink(&none);
	ck_assert_ptr_null(none);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("piped");
	TCase *tcase = tcase_create("piped");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, pipes_are_read_once);
	tcase_add_test(tcase, files_are_given_back);
	tcase_add_test(tcase, initrds_that_were_not_read_are_read);
	tcase_add_test(tcase, nothing_can_be_shrunk);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
