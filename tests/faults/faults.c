/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs kexec on a machine in a folder and fails one call after the other: each allocation, open, read, map, write and system call, with
 * each error that it may have. faults MACHINE NAME ARMED LOADED ARGUMENT...
 *
 *   MACHINE  the folder of an arm64 machine, which plays the running one; it is changed
 *   NAME     of the scenario, for the output; if it ends in -blind, what is loaded cannot be read after a load that was refused
 *   ARMED    the arguments, in one word, that arm a crash kernel before; "-": none
 *   LOADED   the same for a normal kernel
 *
 * The calls are those of our own objects, which the linker leads to the functions of calls.c and played.c (--wrap, the list is in Makemodule.am). None that
 * has an effect on a machine gets through: kexec_load, kexec_file_load, reboot, sync, the network's ioctls and shutdown(8) end in a kernel
 * that is played here. So the program needs no rights, and must have none.
 *
 * After each fault:
 *   - the program ends by itself, with status 255 and a reason, or it has done exactly what it does without the fault; --check may
 *     also find something else, if a finding names the fault and the status is that of what it has found;
 *   - no descriptor and no memory is left over;
 *   - what is armed is the old or the new crash kernel, whole; so is the normal one;
 *   - a record that would be believed is that of what is loaded;
 *   - a network interface that stays up at the start is told.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/faults/faults.h"

int kexec_main(int argc, char **argv);

/* C library, without faults */
int REAL(LARGE(open))(const char *path, int flags, ...);
ssize_t REAL(read)(int fd, void *bytes, size_t size);
ssize_t REAL(LARGE(pread))(int fd, void *bytes, size_t size, off_t offset);
void *REAL(LARGE(mmap))(void *at, size_t size, int protection, int flags, int fd, off_t offset);
int REAL(memfd_create)(const char *name, unsigned flags);
pid_t REAL(fork)(void);
pid_t REAL(waitpid)(pid_t child, int *status, int options);

/* ---- one run ---- */

#define WORDS_MAX 32
#define TEXT_MAX_SIZE 8192
#define OUTPUT_MAX 32768

struct result {
	int status; /* of waitpid */
	char said[TEXT_MAX_SIZE];
	unsigned taken_down; /* network interfaces */
	char found[OUTPUT_MAX]; /* what it has printed, for --check */
};

static int count_descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void run_child(int argc, char **argv, int said, int found)
{
	int before, status;

	shared->first = getpid();
	dup2(found, STDOUT_FILENO);
	dup2(said, STDERR_FILENO);
	before = count_descriptors();
	alarm(20);
	status = kexec_main(argc, argv);
	fflush(NULL);
	shared->descriptors = count_descriptors() - before;
	_exit(status);
}

static struct result run(int argc, char **argv, unsigned fault_in, unsigned fault_at, unsigned variant)
{
	struct result result = { 0 };
	int said = REAL(memfd_create)("said", MFD_CLOEXEC), found = REAL(memfd_create)("found", MFD_CLOEXEC);
	pid_t child;

	memset(shared->calls, 0, sizeof(shared->calls));
	shared->processes = 1;
	shared->fault_in = fault_in;
	shared->fault_at = fault_at;
	shared->variant = variant;
	shared->did_fail = shared->has_more_variants = shared->was_started = false;
	shared->is_blind = false;
	shared->live = 0;
	shared->taken_down = 0;
	shared->descriptors = 0;
	shared->what[0] = '\0';
	fflush(stdout); /* or the child prints it, too */
	child = REAL(fork)();
	if (!child)
		run_child(argc, argv, said, found);
	if (child < 0 || REAL(waitpid)(child, &result.status, 0) != child)
		abort();
	result.taken_down = shared->taken_down;
	(void)!REAL(LARGE(pread))(said, result.said, sizeof(result.said) - 1, 0);
	(void)!REAL(LARGE(pread))(found, result.found, sizeof(result.found) - 1, 0);
	close(said);
	close(found);
	return result;
}

/* ---- the state between the runs ---- */

#define RECORDS 4

static const char *const record_name[RECORDS] = { "/run/warmkexec/crash", "/run/warmkexec/normal", "/run/warmkexec/crash.new",
						  "/run/warmkexec/normal.new" };

struct state {
	struct image crash, normal;
	bool exists[RECORDS];
	char text[RECORDS][TEXT_MAX_SIZE];
};

static struct state take_state(void)
{
	struct state state = { .crash = shared->crash, .normal = shared->normal };

	for (int i = 0; i < RECORDS; i++) {
		char name[512];
		int fd;

		snprintf(name, sizeof(name), "%s%s", folder, record_name[i]);
		fd = REAL(LARGE(open))(name, O_RDONLY);
		state.exists[i] = fd >= 0;
		if (fd >= 0 && REAL(read)(fd, state.text[i], TEXT_MAX_SIZE - 1) < 0)
			abort();
		if (fd >= 0)
			close(fd);
	}
	return state;
}

static void restore_state(const struct state *state)
{
	char name[512];

	shared->crash = state->crash;
	shared->normal = state->normal;
	show_images();
	for (int i = 0; i < RECORDS; i++) {
		snprintf(name, sizeof(name), "%s%s", folder, record_name[i]);
		unlink(name);
		if (!state->exists[i])
			continue;
		show(record_name[i], state->text[i]);
		chmod(name, 0600);
	}
}

/* Everything but the time of the load and the reason for the system call, which a repair has, too. */
static bool is_same_text(const char *a, const char *b)
{
	while (*a && *b) {
		size_t length = strcspn(a, "\n"), other = strcspn(b, "\n");
		bool may_differ = (!strncmp(a, "when ", 5) && !strncmp(b, "when ", 5)) || (!strncmp(a, "why ", 4) && !strncmp(b, "why ", 4));

		if (!may_differ && (length != other || strncmp(a, b, length) != 0))
			return false;
		a += length + (a[length] == '\n');
		b += other + (b[other] == '\n');
	}
	return *a == *b;
}

static bool is_same_image(const struct image *a, const struct image *b)
{
	return a->is_loaded == b->is_loaded && !memcmp(a->digest, b->digest, SHA256_SIZE);
}

/* A record that would be believed must be that of what is loaded: before the run, or after one without a fault. */
static bool is_record_true(int kind, const struct image *now, const struct state *state, const struct state *before,
			   const struct state *after)
{
	const struct image *then[2] = { kind ? &before->normal : &before->crash, kind ? &after->normal : &after->crash };
	const struct state *of[2] = { before, after };

	if (!now->is_loaded || !state->exists[kind] || state->exists[kind + 2])
		return true;
	for (int i = 0; i < 2; i++)
		if (is_same_image(now, then[i]) && of[i]->exists[kind] && is_same_text(state->text[kind], of[i]->text[kind]))
			return true;
	return false;
}

/* ---- judging ---- */

/* A scenario, and what it does without a fault. */
struct scenario {
	const char *name;
	int argc;
	char **argv;
	bool only_finds; /* --check: a fault may be a finding, which has a status of its own */
	struct state before, after;
	struct result good;
	bool starts;
	unsigned processes, calls[PROCESSES_MAX];
	unsigned clear, kept, failed;
	unsigned missed; /* calls that were not made in the run in which they should have failed */
};

/* docs/check.md: 0, 2 and 3 are its statuses. */
static bool is_good_status(const struct scenario *of, int status)
{
	return status == of->good.status ||
	       (of->only_finds && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 2 || WEXITSTATUS(status) == 3));
}

static bool has_line(const char *text, const char *start)
{
	size_t length = strlen(start);

	for (; text && *text; text = strchr(text, '\n'), text += text != NULL)
		if (!strncmp(text, start, length))
			return true;
	return false;
}

static bool is_named(const char *found)
{
	/* A child that cannot tell why it has failed. */
	return strstr(found, strerror(shared->error)) || strstr(found, "parsing has ended without an answer") ||
	       (shared->error == ENOMEM && strstr(found, "out of memory"));
}

/* Judges what --check has printed after a fault: the loss of a fact must show. */
static const char *judge_findings(const struct scenario *of, const struct result *result)
{
	int status = has_line(result->found, "error ") ? 3 : has_line(result->found, "warning ") ? 2 : 0;

	if (WEXITSTATUS(result->status) != status)
		return "ends with a status that is not that of its findings";
	if (strcmp(result->found, of->good.found) != 0 && !is_named(result->found))
		return "finds something else, and does not name the fault";
	if (!status && WEXITSTATUS(of->good.status))
		return "finds nothing, as if all were well";
	return NULL;
}

static const char *judge(const struct scenario *of, const struct result *result)
{
	const struct state *before = &of->before, *after = &of->after;
	struct state now = take_state();
	bool is_good;

	if (!WIFEXITED(result->status))
		return WTERMSIG(result->status) == SIGALRM ? "hangs" : "dies by a signal";
	if (shared->live)
		return "leaves memory allocated";
	if (shared->descriptors)
		return "leaves descriptors open";
	is_good = is_good_status(of, result->status) && shared->was_started == of->starts;
	if (!is_good && shared->was_started)
		return "starts the loaded kernel, and should not";
	if (!is_good && WEXITSTATUS(result->status) != 255)
		return "ends with a status that is neither that of success nor 255";
	if (WEXITSTATUS(result->status) == 255 && !strstr(result->said, "kexec: "))
		return "fails without a reason";
	if (is_good && !of->starts && !(is_same_image(&now.crash, &after->crash) && is_same_image(&now.normal, &after->normal)))
		return "says that it is done, and has done something else";
	if (!is_same_image(&now.crash, &before->crash) && !is_same_image(&now.crash, &after->crash))
		return "leaves another crash kernel, or none";
	if (!is_same_image(&now.normal, &before->normal) && !is_same_image(&now.normal, &after->normal) && now.normal.is_loaded)
		return "leaves another normal kernel";
	if (!is_record_true(0, &now.crash, &now, before, after) || !is_record_true(1, &now.normal, &now, before, after))
		return "leaves a record of another load";
	if (result->taken_down < of->good.taken_down && !strcmp(result->said, of->good.said))
		return "leaves the network up, and does not say so";
	return of->only_finds && is_good ? judge_findings(of, result) : NULL;
}

/* Returns whether the call can fail in yet another way. */
static bool try_fault(struct scenario *of, unsigned in, unsigned at, unsigned variant)
{
	struct result result;
	const char *why;
	bool is_kept;

	restore_state(&of->before);
	result = run(of->argc, of->argv, in, at, variant);
	if (!shared->did_fail) {
		of->missed += variant == 0;
		return false;
	}
	why = judge(of, &result);
	if (why && of->failed++ < 20)
		printf("FAIL %s: call %u of process %u (%s): %s\n%s%s", of->name, at, in, shared->what, why, result.said,
		       of->only_finds ? result.found : "");
	is_kept = result.status == of->good.status && (!of->only_finds || !strcmp(result.found, of->good.found));
	of->clear += !why && !is_kept;
	of->kept += !why && is_kept;
	return shared->has_more_variants;
}

static unsigned sum_of_calls(const struct scenario *of)
{
	unsigned sum = 0;

	for (unsigned in = 0; in < of->processes; in++)
		sum += of->calls[in];
	return sum;
}

/*
 * Counts the calls of the run that makes the fewest: how often a pipe is read depends on what else the processors do, and a call that
 * only some runs make cannot be made to fail.
 */
static void count_calls(struct scenario *of)
{
	for (int i = 0; i < 10; i++) {
		struct scenario now = { .processes = shared->processes };

		memcpy(now.calls, shared->calls, sizeof(now.calls));
		if (!i || sum_of_calls(&now) < sum_of_calls(of)) {
			of->processes = now.processes;
			memcpy(of->calls, now.calls, sizeof(of->calls));
		}
		restore_state(&of->before);
		run(of->argc, of->argv, 0, 0, 0);
	}
}

/* Returns false, and says why, if the scenario does not work as it is. */
static bool try_without(struct scenario *of)
{
	of->before = take_state();
	of->good = run(of->argc, of->argv, 0, 0, 0);
	of->after = take_state();
	of->starts = shared->was_started;
	if (WIFEXITED(of->good.status) && WEXITSTATUS(of->good.status) != 255 && !shared->live && !shared->descriptors) {
		count_calls(of);
		return true;
	}
	printf("FAIL %s: without a fault: status 0x%x, %ld allocations and %d descriptors left: %s", of->name, of->good.status,
	       shared->live, shared->descriptors, of->good.said);
	return false;
}

static int split(char *text, char **argv)
{
	int argc = 0;

	for (char *word = strtok(text, " "); word && argc < WORDS_MAX; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	return argc;
}

static void prepare(char *arguments)
{
	static char name[] = "kexec";
	char *argv[WORDS_MAX + 2] = { name };
	struct result result;

	if (!strcmp(arguments, "-"))
		return;
	result = run(1 + split(arguments, argv + 1), argv, 0, 0, 0);
	if (!result.status)
		return;
	fprintf(stderr, "faults: cannot prepare: status 0x%x: %s", result.status, result.said);
	exit(99);
}

#undef main
int main(int argc, char **argv)
{
	static char name[] = "kexec";
	struct scenario scenario = { .argc = argc - 4, .argv = argv + 4 };
	unsigned calls;

	if (argc < 6 || strlen(argv[1]) >= sizeof(folder))
		return 99;
	scenario.name = argv[2];
	snprintf(folder, sizeof(folder), "%s", argv[1]);
	shared = REAL(LARGE(mmap))(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 99;
	show_images();
	prepare(argv[3]);
	prepare(argv[4]);
	argv[4] = name;
	scenario.only_finds = !strcmp(argv[5], "--check");
	shared->blinds = strstr(argv[2], "-blind") != NULL;
	if (!try_without(&scenario))
		return 1;
	for (unsigned in = 0; in < scenario.processes; in++)
		for (unsigned at = 1; at <= scenario.calls[in]; at++)
			for (unsigned variant = 0; try_fault(&scenario, in, at, variant); variant++)
				;
	calls = sum_of_calls(&scenario);
	if (scenario.missed > calls / 20) {
		printf("FAIL %s: %u calls were not made again, so that they did not fail\n", scenario.name, scenario.missed);
		scenario.failed++;
	}
	printf("%s %s: %u calls; %u faults are clear errors, %u have no effect, %u are wrong\n", scenario.failed ? "FAIL" : "PASS",
	       scenario.name, calls, scenario.clear, scenario.kept, scenario.failed);
	return scenario.failed != 0;
}
