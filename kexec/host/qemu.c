/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/qemu.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "arch/arch-rehearsal.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/rehearse/qemu-line.h"

#define KVM "/dev/kvm"
#define NOBODY 65534
#define FIRST_FREE_FD 10 /* above those that QEMU inherits */

bool host_qemu_is_same(const struct arch_rehearsal *virtual)
{
	struct utsname name;

	return uname(&name) == 0 && strcmp(name.machine, virtual->native) == 0;
}

bool host_qemu_is_native(const struct arch_rehearsal *virtual)
{
	return host_qemu_is_same(virtual) && access(KVM, R_OK | W_OK) == 0;
}

/* The ends of the child. */
struct ends {
	int memory, monitor, console, errors;
	int kernel, initrd; /* -1: QEMU starts no kernel */
	int failed; /* gets errno if the program cannot be run */
};

/* A user namespace may lack this user (EINVAL): then root is none, either. Returns 0, or -errno: root would stay root. */
static int check_given_up(int r)
{
	return !r || errno == EINVAL ? 0 : -errno;
}

/* A kernel that is tried out needs no rights. A user namespace may forbid to change the groups. */
static int become_nobody(bool native)
{
	struct stat kvm = { 0 };
	bool has_kvm = native && stat(KVM, &kvm) == 0;
	int r;

	if (geteuid())
		return 0;
	(void)!setgroups(has_kvm ? 1 : 0, &kvm.st_gid);
	r = check_given_up(setresgid(NOBODY, NOBODY, NOBODY));
	return r ? r : check_given_up(setresuid(NOBODY, NOBODY, NOBODY));
}

static int move_fd(int from, int to)
{
	return dup2(from, to) < 0 ? -errno : 0;
}

/* First all out of the way of the numbers that they get. */
static int arrange_files(struct ends *ends)
{
	int *const from[] = { &ends->memory, &ends->monitor, &ends->console, &ends->errors, &ends->kernel, &ends->initrd, &ends->failed };
	int null, r = 0;

	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
		if (*from[i] < 0)
			continue;
		*from[i] = fcntl(*from[i], F_DUPFD_CLOEXEC, FIRST_FREE_FD);
		if (*from[i] < 0)
			return -errno;
	}
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0)
		return -errno;
	r = r ? r : move_fd(null, STDIN_FILENO);
	r = r ? r : move_fd(null, STDOUT_FILENO);
	r = r ? r : move_fd(ends->errors, STDERR_FILENO);
	r = r ? r : move_fd(ends->memory, QEMU_FD_MEMORY);
	r = r ? r : move_fd(ends->monitor, QEMU_FD_MONITOR);
	if (ends->kernel >= 0) {
		r = r ? r : move_fd(ends->kernel, QEMU_FD_KERNEL);
		r = r ? r : move_fd(ends->initrd, QEMU_FD_INITRD);
	}
	return r ? r : move_fd(ends->console, QEMU_FD_CONSOLE);
}

/* In the child. Returns only on failure, -errno. */
static int become_qemu(const struct host_qemu_request *request, struct ends *ends, pid_t parent)
{
	int r = arrange_files(ends);

	if (r < 0)
		return r;
	(void)signal(SIGPIPE, SIG_DFL);
	(void)signal(SIGXFSZ, SIG_DFL);
	r = become_nobody(request->native);
	if (r < 0)
		return r;
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return -errno;
	if (getppid() != parent)
		return -ESRCH;
	(void)execvp(request->line->word[0], request->line->word);
	return -errno;
}

static int fail_start(const struct qemu_line *line, int error, struct diag *diag)
{
	diag_fail(diag, error, "cannot start %s: %s", line->word[0], strerror(-error));
	if (error == -ENOENT)
		diag_hint(diag, "A rehearsal needs QEMU: %s.", line->package);
	else if (error == -EACCES)
		diag_hint(diag, "QEMU runs as the user nobody, who must be able to run it. %s.", line->package);
	return error;
}

static int open_ends(struct range ram, struct host_qemu *qemu, struct ends *ends, int *ret_failed)
{
	int pair[2];

	qemu->memory = memfd_create("kexec-rehearsal", MFD_CLOEXEC);
	if (qemu->memory < 0 || ftruncate(qemu->memory, (off_t)range_size(ram)) < 0)
		return -errno;
	ends->memory = qemu->memory;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	qemu->monitor = pair[0];
	ends->monitor = pair[1];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	qemu->console = pair[0];
	ends->console = pair[1];
	if (pipe2(pair, O_CLOEXEC) < 0)
		return -errno;
	qemu->errors = pair[0];
	ends->errors = pair[1];
	if (pipe2(pair, O_CLOEXEC) < 0)
		return -errno;
	*ret_failed = pair[0];
	ends->failed = pair[1];
	return 0;
}

/* A file in memory with these bytes. */
static int make_file(const char *name, struct view bytes, int *ret)
{
	*ret = memfd_create(name, MFD_CLOEXEC);
	if (*ret < 0)
		return -errno;
	while (bytes.size) {
		ssize_t done = write(*ret, bytes.data, bytes.size);

		if (done <= 0)
			return done ? -errno : -EIO;
		bytes.data += done;
		bytes.size -= (size_t)done;
	}
	return 0;
}

static int make_files(const struct host_qemu_request *request, struct ends *ends)
{
	int r;

	if (!request->kernel.size)
		return 0;
	r = make_file("kernel", request->kernel, &ends->kernel);
	return r ? r : make_file("initrd", request->initrd, &ends->initrd);
}

static void close_ends(struct ends *ends)
{
	host_close_fd(&ends->kernel);
	host_close_fd(&ends->initrd);
	host_close_fd(&ends->monitor);
	host_close_fd(&ends->console);
	host_close_fd(&ends->errors);
	host_close_fd(&ends->failed);
}

/* Returns -errno of the child, or 0 if it has become the program: that closes the pipe. */
static int await_program(int failed)
{
	int error = 0;
	ssize_t size;

	do
		size = read(failed, &error, sizeof(error));
	while (size < 0 && errno == EINTR);
	return size == sizeof(error) ? error : 0;
}

static int start_child(const struct host_qemu_request *request, struct ends *ends, struct host_qemu *qemu)
{
	pid_t parent = getpid();
	int error;

	qemu->child = fork();
	if (qemu->child < 0) {
		qemu->child = 0;
		return -errno;
	}
	if (qemu->child)
		return 0;
	error = become_qemu(request, ends, parent);
	(void)!write(ends->failed, &error, sizeof(error));
	(void)syscall(SYS_exit_group, 127);
	return error;
}

int host_qemu_start(const struct host_qemu_request *request, struct host_qemu *ret, struct diag *diag)
{
	struct ends ends = { -1, -1, -1, -1, -1, -1, -1 };
	CLEANUP(host_close_fd) int failed = -1;
	int r = open_ends(request->ram, ret, &ends, &failed);

	ret->ram = request->ram;
	if (!r)
		r = make_files(request, &ends);
	if (!r)
		r = start_child(request, &ends, ret);
	close_ends(&ends);
	if (!r)
		r = await_program(failed);
	return r < 0 ? fail_start(request->line, r, diag) : 0;
}

static int check_place(const struct host_qemu *qemu, uint64_t address, size_t size, struct diag *diag)
{
	if (range_contains_address(qemu->ram, address) && size <= qemu->ram.end - address)
		return 0;
	return diag_fail(diag, -EFAULT, "0x%llx+0x%zx is not in the RAM of the virtual machine", (unsigned long long)address, size);
}

int host_qemu_write(const struct host_qemu *qemu, uint64_t address, const void *bytes, size_t size, struct diag *diag)
{
	const char *from = bytes;
	off_t at = (off_t)(address - qemu->ram.start);
	int r = check_place(qemu, address, size, diag);

	while (!r && size) {
		ssize_t done = pwrite(qemu->memory, from, size, at);

		if (done <= 0)
			return diag_fail(diag, done ? -errno : -EIO, "cannot write to the memory of the virtual machine: %s",
					 done ? strerror(errno) : "nothing is written");
		from += done;
		at += done;
		size -= (size_t)done;
	}
	return r;
}

int host_qemu_read(const struct host_qemu *qemu, uint64_t address, void *bytes, size_t size, struct diag *diag)
{
	int r = check_place(qemu, address, size, diag);

	if (!r && pread(qemu->memory, bytes, size, (off_t)(address - qemu->ram.start)) != (ssize_t)size)
		r = diag_fail(diag, -EIO, "cannot read the memory of the virtual machine");
	return r;
}

int host_qemu_say(const struct host_qemu *qemu, const char *text, struct diag *diag)
{
	ssize_t size = send(qemu->monitor, text, strlen(text), MSG_NOSIGNAL);

	if (size == (ssize_t)strlen(text))
		return 0;
	return diag_fail(diag, -EIO, "cannot talk to the monitor of the virtual machine%s%s", qemu->says[0] ? ": " : "", qemu->says);
}

/* Keeps the first words, on one line, and lets the others go. */
static void read_errors(struct host_qemu *qemu)
{
	char text[256];
	ssize_t size = read(qemu->errors, text, sizeof(text));
	size_t room = sizeof(qemu->says) - 1 - qemu->says_size;

	if (size <= 0) {
		host_close_fd(&qemu->errors);
		return;
	}
	if ((size_t)size > room)
		size = (ssize_t)room;
	if (qemu->says_size && !qemu->says[qemu->says_size - 1])
		qemu->says[qemu->says_size - 1] = ' ';
	memcpy(qemu->says + qemu->says_size, text, (size_t)size);
	qemu->says_size += (size_t)size;
	for (size_t i = 0; i < qemu->says_size; i++)
		if (qemu->says[i] == '\n')
			qemu->says[i] = ' ';
	if (qemu->says_size && qemu->says[qemu->says_size - 1] == ' ')
		qemu->says[qemu->says_size - 1] = '\0'; /* the end of a line, unless another follows */
}

static bool read_some(int *fd, char *buffer, size_t room, size_t *ret_size)
{
	ssize_t size = read(*fd, buffer, room);

	if (size <= 0) {
		host_close_fd(fd);
		return false;
	}
	*ret_size = (size_t)size;
	return true;
}

enum host_qemu_event host_qemu_wait(struct host_qemu *qemu, unsigned int milliseconds, char *buffer, size_t room, size_t *ret_size)
{
	while (qemu->monitor >= 0 || qemu->console >= 0 || qemu->errors >= 0) {
		struct pollfd poll_fd[] = {
			{ .fd = qemu->console, .events = POLLIN },
			{ .fd = qemu->monitor, .events = POLLIN },
			{ .fd = qemu->errors, .events = POLLIN },
		};

		if (poll(poll_fd, sizeof(poll_fd) / sizeof(poll_fd[0]), (int)milliseconds) <= 0)
			return HOST_QEMU_NOTHING;
		if (poll_fd[2].revents)
			read_errors(qemu);
		if (poll_fd[0].revents && read_some(&qemu->console, buffer, room, ret_size))
			return HOST_QEMU_CONSOLE;
		if (poll_fd[1].revents && read_some(&qemu->monitor, buffer, room, ret_size))
			return HOST_QEMU_MONITOR;
	}
	return HOST_QEMU_ENDED;
}

uint64_t host_milliseconds(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void host_qemu_end(struct host_qemu *qemu)
{
	if (qemu->child > 0) {
		(void)kill(qemu->child, SIGKILL);
		while (waitpid(qemu->child, NULL, 0) < 0 && errno == EINTR)
			;
	}
	host_close_fd(&qemu->memory);
	host_close_fd(&qemu->monitor);
	host_close_fd(&qemu->console);
	host_close_fd(&qemu->errors);
	qemu->child = 0;
}
