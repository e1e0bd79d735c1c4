/* SPDX-License-Identifier: GPL-2.0-only */
/* The system calls that the child which parses may make. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kexec/base/diag.h"
#include "kexec/base/wire.h"
#include "kexec/host/host.h"
#include "tests/helpers/run-apart.h"
#include "tests/helpers/suite.h"

#define FORBIDDEN "parsing was ended: it made a system call that it may not make"

static void opens(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)out;
	answer_number(answer, open("/dev/null", O_RDONLY) < 0 && errno == EACCES);
}

static void executes(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)out, (void)answer;
	execl("/bin/true", "true", (char *)NULL);
}

static void connects(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)out;
	answer_number(answer, socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
}

static void divides(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)out;
	answer_number(answer, fork() >= 0);
}

static void reads(void *context, FILE *out, struct wire *answer)
{
	char byte;

	(void)context, (void)out;
	answer_number(answer, read(STDIN_FILENO, &byte, 1) >= 0);
}

static void writes_elsewhere(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)out;
	answer_number(answer, write(STDOUT_FILENO, "x", 1) >= 0);
}

static void kills_its_parent(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)out;
	answer_number(answer, kill(getppid(), 0) == 0);
}

static void maps_code(void *context, FILE *out, struct wire *answer)
{
	void *code = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)context, (void)out;
	answer_number(answer, code != MAP_FAILED);
}

static int inherited = -1; /* a file that was open before */

static void maps_a_file(void *context, FILE *out, struct wire *answer)
{
	void *file = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, inherited, 0);

	(void)context, (void)out;
	answer_number(answer, file != MAP_FAILED);
}

/* A child that waits uses no time of the processor: the parent would wait for its answer for ever. */
static void waits(void *context, FILE *out, struct wire *answer)
{
	int word = 0;

	(void)context, (void)out;
	answer_number(answer, (uint64_t)syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0));
}

static void waits_for_randomness(void *context, FILE *out, struct wire *answer)
{
	char byte;

	(void)context, (void)out;
	answer_number(answer, (uint64_t)syscall(SYS_getrandom, &byte, 1, GRND_RANDOM));
}

/* A kernel whose pool is not filled yet has no other. Linux before 5.6 does not know the flag. */
static void takes_what_randomness_there_is(void *context, FILE *out, struct wire *answer)
{
	const unsigned int insecure = 4; /* GRND_INSECURE */
	char byte;

	(void)context, (void)out;
	answer_number(answer, syscall(SYS_getrandom, &byte, 1, insecure) == 1 || errno == EINVAL);
}

/* getrandom(3) of glibc since 2.41, as the kernel sees it: the vDSO is given a key first, which is asked for without flags. */
ssize_t getrandom(void *bytes, size_t size, unsigned int flags)
{
	char key[32];

	(void)flags;
	return syscall(SYS_getrandom, key, sizeof(key), 0) < 0 ? -1 : syscall(SYS_getrandom, bytes, size, 0);
}

static void takes_seeds(void *context, FILE *out, struct wire *answer)
{
	uint64_t seed;

	(void)context, (void)out;
	answer_number(answer, host_random(&seed, sizeof(seed)));
}

/* stdio looks at the file of a stream, and malloc() or getrandom() count the processors. */
static void does_what_newer_libraries_do(void *context, FILE *out, struct wire *answer)
{
	unsigned long processors[128];
	struct stat about;

	(void)context, (void)out;
	answer_number(answer, syscall(SYS_fstat, STDERR_FILENO, &about) < 0 && errno == EACCES &&
				      syscall(SYS_sched_getaffinity, 0, sizeof(processors), processors) > 0);
}

/* Calls of Linux 5.3 and 6.10, and one that no kernel has yet. */
static void asks_for_newer_calls(void *context, FILE *out, struct wire *answer)
{
	static const long numbers[] = { 435 /* clone3 */, 462 /* mseal */, 4000 };
	bool are_absent = true;

	(void)context, (void)out;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		are_absent = are_absent && syscall(numbers[i], NULL, 0UL, 0UL) < 0 && errno == ENOSYS;
	answer_number(answer, are_absent);
}

static void stops(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)out;
	answer_number(answer, (uint64_t)raise(SIGSTOP));
}

static void sleeps(void *context, FILE *out, struct wire *answer)
{
	(void)context, (void)out;
	answer_number(answer, sleep(1000));
}

START_TEST(it_may_have_randomness_before_there_is_enough)
{
	answers_one(takes_what_randomness_there_is);
}
END_TEST

START_TEST(a_newer_c_library_does)
{
	static void (*const works[])(void *, FILE *, struct wire *) = { takes_seeds, does_what_newer_libraries_do,
									asks_for_newer_calls };

	NEEDS_FILTER;
	for (size_t i = 0; i < sizeof(works) / sizeof(works[0]); i++)
		answers_one(works[i]);
}
END_TEST

START_TEST(it_may_not)
{
	static void (*const works[])(void *, FILE *, struct wire *) = {
		executes,
		connects,
		divides,
		reads,
		writes_elsewhere,
		kills_its_parent,
		maps_code,
		maps_a_file,
		waits,
		waits_for_randomness,
		stops,
		sleeps,
	};

	NEEDS_FILTER;
	inherited = open("/proc/self/exe", O_RDONLY);
	ck_assert_int_ge(inherited, 0);
	for (size_t i = 0; i < sizeof(works) / sizeof(works[0]); i++)
		fails(works[i], FORBIDDEN);
}
END_TEST

/* The message cannot say which call it was: the kernel's log does. */
START_TEST(the_hint_of_a_forbidden_call_names_its_line_of_dmesg)
{
	struct diag diag = { 0 };

	NEEDS_FILTER;
	ck_assert_int_eq(run(connects, take_nothing, NULL, &diag), -EPROTO);
	ck_assert_ptr_nonnull(strstr(diag.hint, "the line of dmesg that has \"type=1326\""));
}
END_TEST

/* A library that looks for a file which it can do without goes on. */
START_TEST(no_file_is_opened)
{
	NEEDS_FILTER;
	answers_one(opens);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("call-filter");
	TCase *tcase = tcase_create("call-filter");

	tcase_add_test(tcase, it_may_have_randomness_before_there_is_enough);
	tcase_add_test(tcase, it_may_not);
	tcase_add_test(tcase, the_hint_of_a_forbidden_call_names_its_line_of_dmesg);
	tcase_add_test(tcase, no_file_is_opened);
	tcase_add_test(tcase, a_newer_c_library_does);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
