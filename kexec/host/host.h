/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The running machine, or a recorded one: files below a root folder, system calls, reboot. Only this folder has I/O.
 */
#ifndef WARMKEXEC_HOST_HOST_H
#define WARMKEXEC_HOST_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "kexec/base/blob.h"

struct diag;
struct snapshot;

struct host {
	int root;	  /* the folder that has /proc and /sys */
	bool is_recorded; /* a recorded machine, not the running one */
	unsigned wait_seconds; /* the longest wait for another program that loads or unloads; host_open() sets 60 */
	FILE *waiting;	       /* where such a wait is told, or NULL */
	FILE *progress;	       /* the terminal on which long work is told, or NULL */
	const struct snapshot *kept; /* host_read() takes the files from here, and opens none; NULL: it opens them */
};

/*
 * Opens the machine. sysroot: the folder of a recorded machine, or NULL for the running one. Returns 0, or -errno with the
 * reason.
 */
int host_open(const char *sysroot, struct host *ret, struct diag *diag);
void host_close(struct host *host);

/*
 * Puts something that can be neither read nor written in the place of stdin, stdout and stderr if they are closed. A file that is
 * opened later would take their number, and get what is printed.
 */
void host_fill_standard_files(void);

/* For CLEANUP(): closes *fd unless it is negative, and sets it to -1. */
void host_close_fd(int *fd);

/*
 * Reads a whole file of the machine: "/proc/..." or "/sys/...". A NUL that does not count follows the bytes. The caller
 * releases *ret.
 *
 * Returns 0, or -errno without a reason, because the caller knows the purpose of the file:
 *   -EFBIG  the file has more than limit bytes
 *   -ENOMEM
 *   others  of open and read
 */
int host_read(const struct host *host, const char *path, size_t limit, struct blob *ret);

/* Reads size bytes at the offset of the file, fewer if the file ends. Returns 0, or -errno without a reason. */
int host_read_at(const struct host *host, const char *path, uint64_t offset, size_t size, struct blob *ret);

/*
 * Reads a file that holds one number, in strtoull's base. Returns 0, or -errno without a reason; -EINVAL: it holds something
 * else.
 */
int host_read_number(const struct host *host, const char *path, int base, uint64_t *ret);

/* A file that the user named. */
struct user_file {
	const char *what; /* "kernel", "initrd", ...; the caller owns it, and path */
	const char *path;
	struct blob bytes;
	bool is_open;		  /* it is a regular file, and the next members count */
	int fd;
	struct timespec modified; /* the last write, at the time of opening */
	bool is_held;		  /* writers are kept away (host/hold.h) */
};

/*
 * Reads a file. Of a pipe, at most 48 MiB are read. The caller releases *ret.
 *   limit   the most bytes that are accepted, < SIZE_MAX
 *   mapped  maps the file if possible, so that only the pages that are looked at are read: for a file that the running kernel
 *           will read itself. The bytes change if somebody writes to the file. Otherwise writers are kept away from the file, or, if
 *           that cannot be, the bytes are a copy: what is hashed is then what is loaded, even if a store through a shared mapping
 *           changes the file and leaves its time alone.
 * Returns 0, or -errno with the reason, which names what and path:
 *   -EISDIR   the path is a folder
 *   -EINVAL   it is a device or a socket
 *   -ENODATA  the file is empty
 *   -EFBIG    the file has more bytes than the limit
 *   -ESTALE   the file became shorter meanwhile
 *   -ENOMEM
 *   others    the file cannot be opened or read
 */
int host_read_user_file(const char *what, const char *path, uint64_t limit, bool mapped, struct user_file *ret, struct diag *diag);

/*
 * Checks that the file was not written to since it was read, and that no writer waits for it. Returns 0 (also if no file was given),
 * or -ESTALE with the reason.
 */
int host_check_user_file(const struct user_file *file, struct diag *diag);

/* The path as it is from any folder; one that cannot be resolved any more stays as it is. From malloc; NULL: no memory. */
char *host_full_path(const char *path);

/* True if the open file carries a signature that IMA can appraise, not just a hash (security.ima). fd: -1: it does not. */
bool host_has_ima_signature(int fd);

void host_release_user_file(struct user_file *file);

/*
 * A line on a terminal for work that takes longer than half a second: what is done, and for how long. A child of its own writes and
 * erases the line, so that whoever works needs to know nothing of it, and may wait for a disk or for the running kernel.
 */
struct host_progress {
	int until; /* the child writes until this pipe is closed; -1: there is no child */
	int child;
};

/* Nothing is written without host->progress, or if there can be no child. what: "hashing". */
void host_progress_begin(const struct host *host, const char *what, struct host_progress *ret);

/* Erases the line; what is printed next begins a line. */
void host_progress_end(struct host_progress *progress);

/* True if the running kernel is of this version or a later one, by its name; false if that cannot be read. */
bool host_kernel_is_at_least(unsigned long major, unsigned long minor);

/* Fills bytes with random numbers, without blocking. Returns false if the kernel has no randomness yet. */
bool host_random(void *bytes, size_t size);

#endif
