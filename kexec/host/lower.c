/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/lower.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/trace.h"
#include "kexec/host/call-filter.h"
#include "kexec/host/host.h"

/* These are there if the program is built with them. */
extern void __asan_init(void) __attribute__((weak));
extern void __gcov_exit(void) __attribute__((weak));

bool host_is_instrumented(void)
{
	return __asan_init || __gcov_exit;
}

void host_write_coverage(void)
{
	if (__gcov_exit)
		__gcov_exit();
}

/* The bytes of address space that the process has. proc(5), statm: the first number, in pages. 0: it cannot be known. */
static uint64_t own_memory(void)
{
	CLEANUP(host_close_fd) int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	char text[128];
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (n <= 0)
		return 0;
	text[n] = '\0';
	return (uint64_t)strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void limit(int resource, rlim_t soft, rlim_t hard)
{
	const struct rlimit value = { .rlim_cur = soft, .rlim_max = hard };

	(void)setrlimit((__typeof__(RLIMIT_CPU))resource, &value);
}

/* SIGXCPU names the reason; whoever blocks it gets SIGKILL five seconds later. */
static void limit_processor(unsigned int seconds)
{
	sigset_t xcpu;

	(void)sigemptyset(&xcpu);
	(void)sigaddset(&xcpu, SIGXCPU);
	(void)signal(SIGXCPU, SIG_DFL);
	(void)sigprocmask(SIG_UNBLOCK, &xcpu, NULL);
	limit(RLIMIT_CPU, seconds, seconds + 5);
}

/*
 * Not root any more, so that a file that only root may open stays closed where there is no filter. Fails if it never was
 * root.
 */
static void become_nobody(void)
{
	const struct __user_cap_data_struct none[2] = { 0 };
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	const long nobody = 65534;

	(void)syscall(SYS_setgroups, 0L, NULL);
	(void)syscall(SYS_setresgid, nobody, nobody, nobody);
	(void)syscall(SYS_setresuid, nobody, nobody, nobody);
	(void)syscall(SYS_capset, &header, none);
}

/* Linux, include/uapi/linux/landlock.h, which many systems lack: handles all rights of its first version, and grants none. */
static int close_file_systems(void)
{
	enum { CREATE_RULESET = 444, RESTRICT_SELF = 446 }; /* on every architecture */
	const struct {
		uint64_t handled_access_fs;
	} all = { (UINT64_C(1) << 13) - 1 };
	int rules = (int)syscall(CREATE_RULESET, &all, sizeof(all), 0UL);
	int r = 0;

	if (rules < 0)
		return -errno;
	if (syscall(RESTRICT_SELF, (long)rules, 0UL) < 0)
		r = -errno;
	close(rules);
	return r;
}

static int compare_nothing(const void *a, const void *b)
{
	(void)a, (void)b;
	return 0;
}

/*
 * Before glibc 2.37, the first qsort() of more than 1 KiB asks how much memory there is: glibc before 2.34 opens
 * /proc/meminfo.
 */
static void warm_up(void)
{
	char bytes[2048] = { 0 };

	qsort(bytes, sizeof(bytes), 1, compare_nothing);
}

/* Its own stderr is that of this program: a child that is taken over could fill a log with it, or steer a terminal. */
static void close_stderr(void)
{
	CLEANUP(host_close_fd) int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (nothing < 0 || dup2(nothing, STDERR_FILENO) < 0)
		(void)close(STDERR_FILENO);
}

void host_lower(const struct lowered *lowered, FILE *out)
{
	uint64_t memory = own_memory();
	int files, calls;

	limit_processor(lowered->seconds);
	if (host_is_instrumented())
		return;
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL);
	close_stderr();
	become_nobody();
	warm_up();
	files = close_file_systems();
	limit(RLIMIT_CORE, 0, 0);
	limit(RLIMIT_NPROC, 0, 0);
	limit(RLIMIT_NOFILE, 0, 0);
	if (memory)
		limit(RLIMIT_AS, (rlim_t)(memory + lowered->memory), (rlim_t)(memory + lowered->memory));
	(void)prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0UL, 0UL, 0UL); /* after the change of users, which clears it */
	calls = host_filter_calls(lowered->answer);
	if (calls < 0)
		trace(out, "parsing: the running kernel does not filter system calls (seccomp): %s%s%s", strerror(-calls),
		      files < 0 ? "; nor has it Landlock: " : "", files < 0 ? strerror(-files) : "");
}
