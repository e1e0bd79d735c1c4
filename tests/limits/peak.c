/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * peak FILE COMMAND...: runs the command and writes to FILE its exit status, the peak memory of the largest process that it
 * consisted of in KiB, and its processor time in ms. Exit status 2: it was not run, or was ended by a signal.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long in_ms(const struct timeval *time)
{
	return time->tv_sec * 1000 + time->tv_usec / 1000;
}

int main(int argc, char **argv)
{
	struct rusage used;
	int status;
	pid_t child;
	FILE *out;

	if (argc < 3)
		return 2;
	child = fork();
	if (child == 0) {
		execv(argv[2], argv + 2);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &used) != child || !WIFEXITED(status))
		return 2;
	out = fopen(argv[1], "w");
	if (!out)
		return 2;
	fprintf(out, "%d %ld %ld\n", WEXITSTATUS(status), used.ru_maxrss, in_ms(&used.ru_utime) + in_ms(&used.ru_stime));
	return fclose(out) == 0 ? 0 : 2;
}
