/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/printable.h"
#include "kexec/base/wire.h"
#include "kexec/host/host.h"
#include "kexec/host/lower.h"

/*
 * The pipe carries any number of traces, each TRACE, the length as 32 bits, and the text; then ANSWER, and what the wire moves.
 */
enum { TRACE = 'T', ANSWER = 'A' };

#define BUFFER_SIZE 65536
#define PIPE_SIZE (1 << 20) /* as much as anybody may ask for (/proc/sys/fs/pipe-max-size): fewer changes between the two */
#define TRACE_MAX 4096 /* bytes at a time */
#define TRACES_MAX ((size_t)128 << 20) /* bytes in all: more than there is of the largest memory map that is read */

#define NOTHING_LOADED "Nothing was loaded, and what was loaded before still is."

/* One end of the pipe. */
struct pipe_end {
	int fd;
	size_t at, filled; /* read: [at, filled) was not asked for yet; written: [0, filled) waits */
	uint8_t buffer[BUFFER_SIZE];
};

/* ---- the child ---- */

static int write_all(int fd, const uint8_t *bytes, size_t size)
{
	while (size) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			bytes += n;
			size -= (size_t)n;
		}
	}
	return 0;
}

/*
 * Many bytes: the pipe takes their pages instead of a copy of them. They stay as they are until the parent has read them (apart.h).
 * False: nothing was taken, because the kernel has no such call.
 */
static bool give_pages(int fd, const uint8_t *bytes, size_t size, size_t *ret_taken)
{
	const struct iovec pages = { .iov_base = (void *)(uintptr_t)bytes, .iov_len = size };
	ssize_t n;

	do
		n = vmsplice(fd, &pages, 1, 0);
	while (n < 0 && errno == EINTR);
	*ret_taken = n > 0 ? (size_t)n : 0;
	return n > 0;
}

static int give_all(int fd, const uint8_t *bytes, size_t size)
{
	size_t taken;

	while (size && give_pages(fd, bytes, size, &taken)) {
		bytes += taken;
		size -= taken;
	}
	return write_all(fd, bytes, size);
}

static int flush(struct pipe_end *end)
{
	size_t filled = end->filled;

	end->filled = 0;
	return write_all(end->fd, end->buffer, filled);
}

static int send_bytes(void *context, void *bytes, size_t size)
{
	struct pipe_end *end = context;
	int r = size > BUFFER_SIZE - end->filled ? flush(end) : 0;

	if (r < 0)
		return r;
	if (size > BUFFER_SIZE)
		return give_all(end->fd, bytes, size);
	memcpy(end->buffer + end->filled, bytes, size);
	end->filled += size;
	return 0;
}

static int send_piece(struct pipe_end *end, const char *text, uint32_t size)
{
	uint8_t kind = TRACE;
	int r = send_bytes(end, &kind, 1);

	if (!r)
		r = send_bytes(end, &size, sizeof(size));
	return r ? r : send_bytes(end, (void *)(uintptr_t)text, size);
}

/* The child's trace. The answer has not begun. A trace that cannot be sent is no reason to end. */
static ssize_t send_trace(void *context, const char *text, size_t size)
{
	int r = 0;

	for (size_t at = 0, n; at < size && !r; at += n) {
		n = size - at < TRACE_MAX ? size - at : TRACE_MAX;
		r = send_piece(context, text + at, (uint32_t)n);
	}
	(void)(r ? r : flush(context));
	return (ssize_t)size;
}

struct answer {
	struct pipe_end *end;
	FILE *trace; /* NULL when it has ended, or if there is none */
	bool has_begun;
};

static int send_answer(void *context, void *bytes, size_t size)
{
	struct answer *answer = context;
	uint8_t kind = ANSWER;
	int r = 0;

	if (!answer->has_begun) {
		if (answer->trace)
			(void)fflush(answer->trace);
		r = send_bytes(answer->end, &kind, 1);
	}
	answer->has_begun = true;
	return r ? r : send_bytes(answer->end, bytes, size);
}

/* Returns the exit status of the child. */
static int work(const struct apart *apart, struct pipe_end *end)
{
	static const cookie_io_functions_t functions = { .write = send_trace };
	const struct lowered lowered = { .answer = end->fd, .seconds = apart->seconds, .memory = apart->memory };
	struct answer answer = { .end = end, .trace = apart->trace ? fopencookie(end, "w", functions) : NULL };
	struct wire wire = { .move = send_answer, .context = &answer };

	if (answer.trace)
		(void)setvbuf(answer.trace, NULL, _IOLBF, TRACE_MAX);
	host_lower(&lowered, answer.trace);
	apart->work(apart->context, answer.trace, &wire);
	return wire.error || flush(end) < 0;
}

/* The signals that end a child end it: handlers of this process would print and go on. */
static __attribute__((noreturn)) void be_child(const struct apart *apart, struct pipe_end *end)
{
	int status;

	(void)signal(SIGBUS, SIG_DFL);
	status = work(apart, end);
	host_write_coverage();
	for (;;)
		(void)syscall(SYS_exit_group, status);
}

/* ---- this process ---- */

/* Returns 0; -ENODATA: the child has ended; or another -errno. */
static int fill(struct pipe_end *end)
{
	ssize_t n;

	do
		n = read(end->fd, end->buffer, sizeof(end->buffer));
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n < 0 ? -errno : -ENODATA;
	end->at = 0;
	end->filled = (size_t)n;
	return 0;
}

static int read_directly(int fd, uint8_t *bytes, size_t size)
{
	while (size) {
		ssize_t n = read(fd, bytes, size);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			return -ENODATA;
		if (n > 0) {
			bytes += n;
			size -= (size_t)n;
		}
	}
	return 0;
}

static int receive(struct pipe_end *end, uint8_t *bytes, size_t size)
{
	int r = 0;

	while (size && !r) {
		size_t there = end->filled - end->at, n = size < there ? size : there;

		memcpy(bytes, end->buffer + end->at, n);
		end->at += n;
		bytes += n;
		size -= n;
		if (size > BUFFER_SIZE)
			return read_directly(end->fd, bytes, size);
		if (size)
			r = fill(end);
	}
	return r;
}

/* Prints a trace, without control characters: whoever has written it, it steers no terminal. */
static int receive_trace(struct pipe_end *end, FILE *out, size_t *sum)
{
	char text[TRACE_MAX + 1];
	uint32_t length;
	int r = receive(end, (uint8_t *)&length, sizeof(length));

	if (!r && (length > TRACE_MAX || length > TRACES_MAX - *sum))
		r = -EBADMSG;
	if (!r)
		r = receive(end, (uint8_t *)text, length);
	if (r)
		return r;
	*sum += length;
	if (!out)
		return 0;
	text[length] = '\0';
	make_printable(text, '\n');
	(void)fputs(text, out);
	return 0;
}

static int receive_traces(struct pipe_end *end, FILE *out)
{
	uint8_t kind = 0;
	size_t sum = 0;
	int r;

	do {
		r = receive(end, &kind, 1);
		if (!r && kind == TRACE)
			r = receive_trace(end, out, &sum);
	} while (!r && kind == TRACE);
	return !r && kind != ANSWER ? -EBADMSG : r;
}

static int receive_answer(void *context, void *bytes, size_t size)
{
	struct answer *answer = context;
	int r = answer->has_begun ? 0 : receive_traces(answer->end, answer->trace);

	answer->has_begun = true;
	return r ? r : receive(answer->end, bytes, size);
}

static int take(const struct apart *apart, struct pipe_end *end)
{
	struct answer answer = { .end = end, .trace = apart->trace };
	struct wire wire = { .reads = true, .move = receive_answer, .context = &answer };

	apart->take(apart->context, &wire);
	return wire.error;
}

/* Tells the reason why a child has ended without an answer. */
static int explain(const struct apart *apart, int status, struct diag *diag)
{
	int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	if (signal == SIGBUS) {
		diag_fail(diag, -ESTALE, "a file was cut short while it was read, or its disk has failed");
		diag_hint(diag, "Try again when it is complete; kexec --status=text shows what is loaded.");
		return -ESTALE;
	}
	if (signal == SIGXCPU)
		diag_fail(diag, -EPROTO, "parsing was ended: it took more than %u seconds of the processor", apart->seconds);
	else if (signal == SIGSYS)
		diag_fail(diag, -EPROTO, "parsing was ended: it made a system call that it may not make");
	else if (signal == SIGKILL)
		diag_fail(diag, -EPROTO, "parsing was ended by SIGKILL: the machine may be out of memory");
	else if (signal)
		diag_fail(diag, -EPROTO, "parsing has crashed: %s", strsignal(signal));
	else
		diag_fail(diag, -EPROTO, "parsing has ended without an answer, with status %d", WEXITSTATUS(status));
	diag_hint(diag, "A file is damaged or hostile, or kexec has a fault: report it with the files (SECURITY.md)%s. " NOTHING_LOADED,
		  signal == SIGSYS ? " and the line of dmesg that has \"type=1326\"" : "");
	return -EPROTO;
}

/* error: of the answer. */
static int judge(const struct apart *apart, int error, int status, struct diag *diag)
{
	switch (error) {
	case 0:
		return 0;
	case -ENOMEM:
		return diag_oom(diag);
	case -ENODATA:
		return explain(apart, status, diag);
	case -EIO:
		diag_fail(diag, -EIO, "cannot read what parsing has answered: %s", strerror(EIO));
		diag_hint(diag, "Try again. " NOTHING_LOADED);
		return -EIO;
	default:
		diag_fail(diag, -EPROTO, "parsing has given an answer that is not valid");
		diag_hint(diag, "A file is hostile, or kexec has a fault: report it with the files (SECURITY.md). " NOTHING_LOADED);
		return -EPROTO;
	}
}

static int await(pid_t child)
{
	int status = 0;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return 0;
	return status;
}

/* The answer is all that is wanted of the child: one that goes on is killed. One that has ended keeps its status. */
static int attend(const struct apart *apart, pid_t child, struct pipe_end *end, struct diag *diag)
{
	int error = take(apart, end);

	host_close_fd(&end->fd);
	(void)kill(child, SIGKILL);
	return judge(apart, error, await(child), diag);
}

static int run(const struct apart *apart, struct pipe_end *end, struct diag *diag)
{
	CLEANUP(host_close_fd) int in = -1;
	int fd[2];
	pid_t child;

	if (pipe2(fd, O_CLOEXEC) < 0)
		return diag_fail(diag, -errno, "cannot make a pipe: %s", strerror(errno));
	in = fd[0];
	end->fd = fd[1];
	(void)fcntl(fd[1], F_SETPIPE_SZ, PIPE_SIZE);
	child = fork();
	if (child == 0) {
		host_close_fd(&in); /* so that a write ends when the parent has */
		be_child(apart, end);
	}
	host_close_fd(&end->fd);
	if (child < 0)
		return diag_fail(diag, -errno, "cannot make a process: %s", strerror(errno));
	end->fd = in;
	in = -1;
	return attend(apart, child, end, diag);
}

/* A program whose parent ignored SIGCHLD would wait for a child in vain. */
int host_apart(const struct apart *apart, struct diag *diag)
{
	const struct sigaction standard = { .sa_handler = SIG_DFL };
	AUTO_FREE struct pipe_end *end = calloc(1, sizeof(*end));
	struct sigaction before;
	int r;

	if (!end)
		return diag_oom(diag);
	(void)sigaction(SIGCHLD, &standard, &before);
	r = run(apart, end, diag);
	(void)sigaction(SIGCHLD, &before, NULL);
	return r;
}
