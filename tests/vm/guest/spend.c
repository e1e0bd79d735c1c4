/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * spend COMMAND...: run it and print, last on stdout, its wall and user time in ms and its peak memory in KiB. Its exit status is ours.
 * Before and behind it stand the marks that the plugin of tests/bench/load counts between.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void mark(void)
{
	__asm__ volatile("hint #127" ::: "memory");
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
	       used.ru_utime.tv_sec * 1000 + used.ru_utime.tv_usec / 1000, used.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
