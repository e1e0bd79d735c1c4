/* SPDX-License-Identifier: GPL-2.0-only */
/* Work in a process without rights: what it may do, and what becomes of it if it does anything else. */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/trace.h"
#include "kexec/base/wire.h"
#include "kexec/host/apart.h"
#include "kexec/host/lower.h"
#include "tests/helpers/hide-calls.h"
#include "tests/helpers/run-apart.h"
#include "tests/helpers/suite.h"

#define BIG ((size_t)3 << 20)

static void take_bytes(void *context, struct wire *answer)
{
	(void)context;
	wire_bytes(answer, (struct view){ 0 }, false, &got.bytes, BIG);
	wire_number(answer, &got.number, 100);
}

static void answers(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)out;
	answer_number(answer, 42);
}

START_TEST(an_answer_arrives)
{
	struct diag diag = { 0 };

	ck_assert_int_eq(run(answers, take_number, NULL, &diag), 0);
	ck_assert_uint_eq(got.number, 42);
}
END_TEST

static void answers_at_length(void *context, FILE *out, struct wire *answer)
{
	uint8_t *bytes = malloc(BIG);

	(void)context, (void)out;
	for (size_t i = 0; bytes && i < BIG; i++)
		bytes[i] = (uint8_t)(i * 7 >> 3);
	wire_bytes(answer, (struct view){ bytes, BIG }, true, NULL, BIG);
	answer_number(answer, 7);
}

/* The pipe takes the pages; or a copy of them, where the kernel or a filter of its calls has no vmsplice(2). */
START_TEST(many_bytes_arrive_as_they_are)
{
	struct diag diag = { 0 };
	size_t wrong = 0;

	if (_i)
		ck_assert(hide_calls(SYS_vmsplice, SYS_vmsplice));
	ck_assert_int_eq(run(answers_at_length, take_bytes, NULL, &diag), 0);
	ck_assert_uint_eq(got.number, 7);
	ck_assert_uint_eq(got.bytes.size, BIG);
	for (size_t i = 0; i < BIG; i++)
		wrong += got.bytes.data[i] != (uint8_t)(i * 7 >> 3);
	ck_assert_uint_eq(wrong, 0);
	blob_release(&got.bytes);
}
END_TEST

/* More than the pipe takes: so it waits until somebody reads. */
static void fills_the_pipe(void *context, FILE *out, struct wire *answer)
{
	(void)signal(SIGPIPE, SIG_IGN); /* as kexec has it */
	answers_at_length(context, out, answer);
}

static void is_killed(void *context, struct wire *answer)
{
	(void)context, (void)answer;
	(void)raise(SIGKILL);
}

/* Whether a child of this process ends within ten seconds. */
static bool one_ends(void)
{
	const struct timespec while_waiting = { .tv_nsec = 10000000 };

	for (int i = 0; i < 1000; i++) {
		if (waitpid(-1, NULL, WNOHANG) > 0)
			return true;
		(void)nanosleep(&while_waiting, NULL);
	}
	return false;
}

/* Somebody may kill kexec: its child must not wait for it for ever. */
START_TEST(a_child_ends_with_its_parent)
{
	struct diag diag = { 0 };
	pid_t parent;

	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
	parent = fork();
	if (parent == 0) {
		(void)setpgid(0, 0);
		(void)run(fills_the_pipe, is_killed, NULL, &diag);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(parent, NULL, 0), parent);
	if (!one_ends()) {
		(void)kill(-parent, SIGKILL);
		ck_abort_msg("the child waits for a parent that has ended");
	}
}
END_TEST

static void traces(void *context, FILE *out, struct wire *answer)
{
	(void)context;
	trace(out, "one");
	for (int i = 0; i < 10000; i++)
		putc('x', out);
	putc('\n', out);
	trace(out, "two");
	answer_number(answer, 1);
}

static void traces_and_crashes(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)answer;
	trace(out, "the last words");
	abort();
}

START_TEST(traces_arrive_in_order)
{
	AUTO_FREE char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct diag diag = { 0 };

	fprintf(out, "before\n");
	ck_assert_int_eq(run(traces, take_number, out, &diag), 0);
	fprintf(out, "after\n");
	ck_assert_int_eq(run(traces_and_crashes, take_number, out, &diag), -EPROTO);
	fclose(out);
	ck_assert_ptr_nonnull(strstr(text, "before\none\nxxxx"));
	ck_assert_ptr_nonnull(strstr(text, "xxxx\ntwo\nafter\nthe last words\n"));
	ck_assert_uint_ge(size, 10000);
}
END_TEST

static void steers(void *context, FILE *out, struct wire *answer)
{
	(void)context;
	fputs("\x1b]0;name\a\r", out);
	answer_number(answer, 1);
}

START_TEST(a_trace_does_not_steer_a_terminal)
{
	char text[64] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");
	struct diag diag = { 0 };

	ck_assert_int_eq(run(steers, take_number, out, &diag), 0);
	fclose(out);
	ck_assert_str_eq(text, "?]0;name??");
}
END_TEST

static void traces_without_end(void *context, FILE *out, struct wire *answer)
{
	static char block[1 << 20];

	(void)context;
	memset(block, 'x', sizeof(block));
	for (int i = 0; i < 129; i++)
		fwrite(block, 1, sizeof(block), out);
	answer_number(answer, 1);
}

START_TEST(a_trace_has_an_end)
{
	FILE *out = fopen("/dev/null", "w");
	struct diag diag = { 0 };

	ck_assert_int_eq(run(traces_without_end, take_number, out, &diag), -EPROTO);
	fclose(out);
	ck_assert_str_eq(diag.message, "parsing has given an answer that is not valid");
}
END_TEST

static void complains(void *context, FILE *out, struct wire *answer)
{
	static const char text[] = "to stderr\n";

	(void)context, (void)out;
	answer_number(answer, write(STDERR_FILENO, text, sizeof(text) - 1) != 0);
}

START_TEST(stderr_is_not_the_childs)
{
	int before = dup(STDERR_FILENO), said = memfd_create("said", MFD_CLOEXEC);
	off_t size;

	NEEDS_FILTER;
	ck_assert_int_ge(dup2(said, STDERR_FILENO), 0);
	answers_one(complains);
	size = lseek(said, 0, SEEK_END);
	dup2(before, STDERR_FILENO);
	close(before);
	close(said);
	ck_assert_int_eq(size, 0);
}
END_TEST

static void changes_memory(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)out;
	got.number = 13;
	answer_number(answer, 1);
}

START_TEST(nothing_but_the_answer_arrives)
{
	struct diag diag = { 0 };

	ck_assert_int_eq(run(changes_memory, take_nothing, NULL, &diag), 0);
	ck_assert_uint_eq(got.number, 0);
}
END_TEST

static void crashes(void *context, FILE *out, struct wire *answer)
{
	volatile char *nothing = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)context, (void)out, (void)answer;
	*nothing = 1;
}

START_TEST(a_crash_is_named)
{
	NEEDS_FILTER;
	fails(crashes, "parsing has crashed: Segmentation fault");
	fails(traces_and_crashes, "parsing has crashed: Aborted");
}
END_TEST

static void loops(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)out, (void)answer;
	for (volatile unsigned int i = 0;; i++)
		;
}

START_TEST(a_loop_ends)
{
	fails(loops, "parsing was ended: it took more than 1 seconds of the processor");
}
END_TEST

/* Memory that is only reserved: no kernel refuses that for want of memory. */
static void *reserve(size_t size)
{
	return mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static void takes_too_much(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)out;
	answer_number(answer, reserve(MEMORY / 2) != MAP_FAILED && reserve(MEMORY / 2 + 1) == MAP_FAILED);
}

START_TEST(memory_has_an_end)
{
	NEEDS_FILTER;
	answers_one(takes_too_much);
}
END_TEST

/* ---- the rights that are left, as the kernel tells them ---- */

/* The words behind the key in /proc/PID/status. */
static void find_words(const char *status, const char *key, char *ret, size_t size)
{
	const char *line = strstr(status, key);

	ck_assert_msg(line != NULL, "%s", key);
	line += strlen(key) + 1;
	snprintf(ret, size, "%.*s", (int)strcspn(line, "\n"), line);
}

static void expect_words(const char *status, const char *key, const char *expected)
{
	char words[128];

	find_words(status, key, words, sizeof(words));
	ck_assert_msg(!strcmp(words, expected), "%s %s, expected %s", key, words, expected);
}

/* Whether a process of this user can become nobody: root of a namespace may lack that user. */
static bool can_be_nobody(void)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0)
		_exit(setgroups(0, NULL) == 0 && setresgid(65534, 65534, 65534) == 0 && setresuid(65534, 65534, 65534) == 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

static __attribute__((noreturn)) void be_lowered(int answer)
{
	const struct lowered lowered = { .answer = answer, .seconds = 60, .memory = MEMORY };

	host_lower(&lowered, NULL);
	for (ssize_t n = write(answer, "x", 1);; n++)
		;
}

START_TEST(rights_are_given_up)
{
	char path[64], status[4096] = { 0 }, byte;
	int in_out[2], fd;
	pid_t child;

	NEEDS_FILTER;
	ck_assert_int_eq(pipe(in_out), 0);
	child = fork();
	if (child == 0)
		be_lowered(in_out[1]);
	ck_assert_int_eq(read(in_out[0], &byte, 1), 1);
	snprintf(path, sizeof(path), "/proc/%d/status", (int)child);
	fd = open(path, O_RDONLY);
	ck_assert_int_gt(read(fd, status, sizeof(status) - 1), 0);
	(void)kill(child, SIGKILL);
	expect_words(status, "\nCapEff:", "0000000000000000");
	expect_words(status, "\nCapPrm:", "0000000000000000");
	expect_words(status, "\nNoNewPrivs:", "1");
	expect_words(status, "\nSeccomp:", "2");
	if (can_be_nobody()) {
		expect_words(status, "\nUid:", "65534\t65534\t65534\t65534");
		expect_words(status, "\nGid:", "65534\t65534\t65534\t65534");
		expect_words(status, "\nGroups:", " ");
	}
}
END_TEST

/* What a parser does: it allocates, grows, frees, sorts, prints to memory. */
static int compare(const void *a, const void *b)
{
	return *(const unsigned char *)a - *(const unsigned char *)b;
}

static void works_hard(void *context, FILE *out, struct wire *answer)
{
	uint8_t *bytes = NULL;
	char text[64];

	(void)context, (void)out;
	for (size_t size = 1; size < BIG; size = size * 3 + 1) {
		uint8_t *larger = realloc(bytes, size);

		if (!larger)
			return;
		bytes = larger;
		memset(bytes, (int)size, size);
	}
	qsort(bytes, 100000, 1, compare);
	snprintf(text, sizeof(text), "%s: %lld", strerror(ENOENT), (long long)time(NULL));
	free(bytes);
	answer_number(answer, text[0] != 0);
}

START_TEST(it_may_work)
{
	struct diag diag = { 0 };

	ck_assert_int_eq(run(works_hard, take_number, NULL, &diag), 0);
	ck_assert_uint_eq(got.number, 1);
}
END_TEST

static void answers_nothing(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)out, (void)answer;
}

static void answers_half(void *context, FILE *out, struct wire *answer)
{
	size_t size = BIG;

	(void)context, (void)out;
	wire_size(answer, &size, BIG);
	answer_number(answer, 1);
}

START_TEST(an_answer_has_an_end)
{
	struct diag diag = { 0 };

	fails(answers_nothing, "parsing has ended without an answer, with status 0");
	ck_assert_int_eq(run(answers_half, take_bytes, NULL, &diag), -EPROTO);
	ck_assert_ptr_null(got.bytes.data);
}
END_TEST

static void answers_too_much(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)out;
	answer_number(answer, 101);
	for (;;)
		answer_number(answer, 0);
}

static void answers_without_end(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)out;
	for (;;)
		answer_number(answer, 3);
}

START_TEST(an_answer_is_not_believed)
{
	struct diag diag = { 0 };

	ck_assert_int_eq(run(answers_too_much, take_number, NULL, &diag), -EPROTO);
	ck_assert_str_eq(diag.message, "parsing has given an answer that is not valid");
	ck_assert_uint_eq(got.number, 0);
	ck_assert_int_eq(run(answers_without_end, take_number, NULL, &diag), 0);
	ck_assert_uint_eq(got.number, 3);
}
END_TEST

START_TEST(no_child_is_left)
{
	struct diag diag = { 0 };

	(void)signal(SIGCHLD, SIG_IGN);
	ck_assert_int_eq(run(answers, take_number, NULL, &diag), 0);
	ck_assert_int_eq(run(traces_and_crashes, take_number, NULL, &diag), -EPROTO);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}
END_TEST

/* Linux 5.13 and later; the number is the same on every architecture. */
#define CALL_LANDLOCK 444

/* Kernels without seccomp and Landlock are rare, old kernels and small configurations; -d says what does not protect. */
START_TEST(it_works_without_protections)
{
	AUTO_FREE char *text = NULL;
	size_t size;
	struct diag diag = { 0 };
	FILE *out;

	NEEDS_FILTER;
	out = open_memstream(&text, &size);
	ck_assert(hide_calls(SYS_seccomp, _i ? CALL_LANDLOCK : SYS_seccomp));
	ck_assert_int_eq(run(answers, take_number, out, &diag), 0);
	fclose(out);
	ck_assert_uint_eq(got.number, 42);
	ck_assert_ptr_nonnull(strstr(text, "does not filter system calls (seccomp): Function not implemented"));
	if (_i)
		ck_assert_ptr_nonnull(strstr(text, "; nor has it Landlock: Function not implemented\n"));
}
END_TEST

/* An initramfs may have no /proc. Memory is not bounded then: how much there is before the work cannot be known. */
START_TEST(it_works_without_proc)
{
	struct diag diag = { 0 };

	NEEDS_FILTER;
	ck_assert(hide_calls(SYS_openat, SYS_openat));
	ck_assert_int_eq(run(answers, take_number, NULL, &diag), 0);
	ck_assert_uint_eq(got.number, 42);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("apart");
	TCase *tcase = tcase_create("apart");

	tcase_add_test(tcase, an_answer_arrives);
	tcase_add_loop_test(tcase, many_bytes_arrive_as_they_are, 0, 2);
	tcase_add_test(tcase, a_child_ends_with_its_parent);
	tcase_add_test(tcase, traces_arrive_in_order);
	tcase_add_test(tcase, nothing_but_the_answer_arrives);
	tcase_add_test(tcase, a_crash_is_named);
	tcase_add_test(tcase, a_loop_ends);
	tcase_add_test(tcase, memory_has_an_end);
	tcase_add_test(tcase, a_trace_does_not_steer_a_terminal);
	tcase_add_test(tcase, a_trace_has_an_end);
	tcase_add_test(tcase, stderr_is_not_the_childs);
	tcase_add_test(tcase, rights_are_given_up);
	tcase_add_test(tcase, it_may_work);
	tcase_add_test(tcase, an_answer_has_an_end);
	tcase_add_test(tcase, an_answer_is_not_believed);
	tcase_add_test(tcase, no_child_is_left);
	tcase_add_loop_test(tcase, it_works_without_protections, 0, 2);
	tcase_add_test(tcase, it_works_without_proc);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
