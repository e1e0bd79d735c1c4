/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * spend COMMAND...: run it and print, last on stdout, its wall time and its processor time in ms, and the peak memory in KiB of
 * the largest of its processes. Its exit status is ours; 2 if a signal has ended it. Before and behind it stand the marks that
 * the plugin of tests/bench/load counts between, on arm64. tests/limits uses it on any host.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long in_ms(const struct timeval *time)
{
	return time->tv_sec * 1000 + time->tv_usec / 1000;
}

static void mark(void)
{
#ifdef __aarch64__
	__asm__ volatile("hint #127" ::: "memory");
#endif
}

int main(int argc, char **argv)
{
	struct timespec before, after;
	struct rusage used;
	int status;
	pid_t child;

	if (argc < 2)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &before);
	mark();
	child = fork();
	if (child == 0) {
		execv(argv[1], argv + 1);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &used) != child)
		return 2;
	mark();
	clock_gettime(CLOCK_MONOTONIC, &after);
	printf("%ld %ld %ld\n", (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000,
	       in_ms(&used.ru_utime) + in_ms(&used.ru_stime), used.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
