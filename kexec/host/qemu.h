/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A virtual machine of QEMU, whose RAM is a file in memory that this program can read and write. It has no name, and ends with this
 * program. QEMU runs as nobody if this program is root.
 */
#ifndef WARMKEXEC_HOST_QEMU_H
#define WARMKEXEC_HOST_QEMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/range.h"
#include "kexec/base/blob.h"

struct arch_rehearsal;
struct diag;
struct qemu_line;

struct host_qemu {
	pid_t child; /* 0: there is none */
	int memory, monitor, console, errors; /* -1: closed */
	struct range ram;
	char says[300]; /* what QEMU wrote to its standard error, cut */
	size_t says_size;
};

/* Is this a host of the machine's architecture? */
bool host_qemu_is_same(const struct arch_rehearsal *virtual);

/* Can this host's processors run the machine themselves? */
bool host_qemu_is_native(const struct arch_rehearsal *virtual);

/* The machine that is wanted, and what it runs. */
struct host_qemu_request {
	const struct qemu_line *line;
	struct range ram;
	bool native;
	struct view kernel, initrd; /* of a kernel that QEMU starts itself; empty: it does not */
};

/*
 * Starts QEMU. *ret must be HOST_QEMU_NONE; host_qemu_end() releases it. Returns 0, or -errno with the reason:
 *   -ENOENT  there is no such program
 *   others   of fork and the like
 */
int host_qemu_start(const struct host_qemu_request *request, struct host_qemu *ret, struct diag *diag);

/* Write and read RAM. Return 0, or -errno with the reason; -EFAULT: it is not in RAM. */
int host_qemu_write(const struct host_qemu *qemu, uint64_t address, const void *bytes, size_t size, struct diag *diag);
int host_qemu_read(const struct host_qemu *qemu, uint64_t address, void *bytes, size_t size, struct diag *diag);

/* Tells the monitor something. Returns 0, or -errno with the reason. */
int host_qemu_say(const struct host_qemu *qemu, const char *text, struct diag *diag);

enum host_qemu_event {
	HOST_QEMU_NOTHING, /* nothing in that time */
	HOST_QEMU_MONITOR, /* the monitor has said something */
	HOST_QEMU_CONSOLE, /* the console has shown something */
	HOST_QEMU_ENDED,   /* QEMU has ended, and everything it said is read */
};

/* Waits for the next event, at most so many milliseconds. The bytes of the monitor or the console are in buffer. */
enum host_qemu_event host_qemu_wait(struct host_qemu *qemu, unsigned int milliseconds, char *buffer, size_t room, size_t *ret_size);

/* A clock of milliseconds that only goes forward. */
uint64_t host_milliseconds(void);

#define HOST_QEMU_NONE { .memory = -1, .monitor = -1, .console = -1, .errors = -1 }

/* Ends QEMU. For CLEANUP(). */
void host_qemu_end(struct host_qemu *qemu);

#endif
