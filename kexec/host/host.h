/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine the program runs on, or a recorded one: files below a root folder, system calls, reboot. The only I/O.
 */
#ifndef WARMKEXEC_HOST_HOST_H
#define WARMKEXEC_HOST_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "kexec/base/blob.h"

struct diag;

struct host {
	int root;	  /* the root folder of /proc and /sys */
	bool is_recorded; /* it is a recorded machine and not the one that runs */
};

/* sysroot: a folder, or NULL for the running machine. Returns 0 or -errno with the reason. */
int host_open(const char *sysroot, struct host *ret, struct diag *diag);
void host_close(struct host *host);

/* For CLEANUP(): closes what is not negative, and leaves -1. */
void host_close_fd(int *fd);

/*
 * Reads a file of the machine, from "/proc/..." or "/sys/...", whole and at most limit bytes. One NUL that does not count
 * stands behind the bytes. Returns 0 or -errno (-EFBIG: more than limit), without words: the caller knows what the file was
 * for.
 */
int host_read(const struct host *host, const char *path, size_t limit, struct blob *ret);

/* Reads size bytes from the offset on, fewer if the file ends. Returns 0 or -errno, without words. */
int host_read_at(const struct host *host, const char *path, uint64_t offset, size_t size, struct blob *ret);

/* Reads a file of one number, decimal or 0x…; other text after it is -EINVAL. base as strtoull's. */
int host_read_number(const struct host *host, const char *path, int base, uint64_t *ret);

/* A file that the user named, mapped where that is possible: its bytes are the file's until they were copied elsewhere. */
struct user_file {
	const char *what; /* "kernel", "initrd", ...; the caller's, as path is */
	const char *path;
	struct blob bytes;
	int fd;			  /* of a mapped file */
	struct timespec modified; /* when the mapped file had been written to last */
};

/*
 * Takes a file into memory. Returns 0, or -errno with the reason, which names what and path: not there, a folder, empty, 4 GiB
 * or more.
 */
int host_read_user_file(const char *what, const char *path, struct user_file *ret, struct diag *diag);

/* Is it still the file that was read? Returns 0, or -ESTALE with the reason. A file that was not given is. */
int host_check_user_file(const struct user_file *file, struct diag *diag);

void host_release_user_file(struct user_file *file);

/* Fills bytes without blocking; false when there is no randomness to be had yet. */
bool host_random(void *bytes, size_t size);

#endif
