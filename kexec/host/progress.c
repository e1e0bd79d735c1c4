/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kexec/host/host.h"

#define FIRST_MS 500
#define NEXT_MS 500
#define ERASE_MS 200 /* in which the line must be erased */
#define LINE_SIZE 80

/* Returns false once the other end of the pipe is closed, also because the parent was killed. */
static bool is_going_on(int until, int milliseconds)
{
	struct pollfd poll_fd = { .fd = until };
	int r = poll(&poll_fd, 1, milliseconds);

	return r == 0 || (r < 0 && errno == EINTR);
}

static void write_line(int terminal, const char *text, size_t size)
{
	ssize_t unused = write(terminal, text, size);

	(void)unused;
}

/* Blanks erase it: there are terminals without control sequences. */
static void erase(int terminal, size_t size)
{
	char line[LINE_SIZE + 2];

	memset(line, ' ', sizeof(line));
	line[0] = line[size + 1] = '\r';
	write_line(terminal, line, size + 2);
}

static void tell(int terminal, const char *what, int until)
{
	size_t size = 0;
	char line[LINE_SIZE + 1];

	for (unsigned ms = FIRST_MS; is_going_on(until, ms == FIRST_MS ? FIRST_MS : NEXT_MS); ms += NEXT_MS) {
		int n = snprintf(line, sizeof(line), "\rkexec: %s: %u.%u s", what, ms / 1000, ms % 1000 / 100);

		size = n < LINE_SIZE ? (size_t)n : LINE_SIZE;
		write_line(terminal, line, size);
	}
	if (size)
		erase(terminal, size - 1);
}

void host_progress_begin(const struct host *host, const char *what, struct host_progress *ret)
{
	FILE *terminal = host->progress;
	int end[2];

	*ret = (struct host_progress){ .until = -1 };
	if (!terminal || fflush(terminal) != 0 || pipe2(end, O_CLOEXEC) < 0)
		return;
	ret->child = fork();
	if (ret->child == 0) {
		close(end[1]);
		(void)signal(SIGTTOU, SIG_IGN); /* a child that is stopped would be waited for in vain */
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* it has the lock, and may be held by the terminal */
		tell(fileno(terminal), what, end[0]);
		(void)syscall(SYS_exit_group, 0);
	}
	close(end[0]);
	if (ret->child < 0)
		close(end[1]);
	else
		ret->until = end[1];
}

/* Waits until the child has ended, or for so many milliseconds; -1: for ever. Returns false if it goes on. */
static bool await(pid_t child, int milliseconds)
{
	for (int i = 0;; i++) {
		pid_t r = waitpid(child, NULL, milliseconds < 0 ? 0 : WNOHANG);

		if (r > 0 || (r < 0 && errno != EINTR))
			return true;
		if (i == milliseconds)
			return false;
		if (milliseconds > 0)
			(void)poll(NULL, 0, 1);
	}
}

/* A terminal whose output is stopped (Ctrl-S, or a serial line without anybody) would hold the child, and so this program. */
void host_progress_end(struct host_progress *progress)
{
	if (progress->until < 0)
		return;
	close(progress->until);
	if (!await(progress->child, ERASE_MS)) {
		(void)kill(progress->child, SIGKILL);
		(void)await(progress->child, -1);
	}
	progress->until = -1;
}
