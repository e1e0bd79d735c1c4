/* SPDX-License-Identifier: GPL-2.0-only */
/* Facts about crash dumps that no file of the machine has in the form that is needed. */
#ifndef WARMKEXEC_HOST_CRASH_FACTS_H
#define WARMKEXEC_HOST_CRASH_FACTS_H

#include <stddef.h>
#include <stdint.h>

struct blob;
struct host;

/*
 * The lines of the running kernel's log about crash memory. If its buffer has more than 16 MiB, those of its last 16 MiB, and a line that
 * says so. Returns 0, or -errno without a reason: the log cannot be read; -ENOENT: a recorded machine has none. The caller releases *ret.
 */
int host_crash_log(const struct host *host, struct blob *ret);

/* Keeps the lines of a log that are about crash memory, in place. Returns how many bytes they have. */
size_t host_keep_crash_lines(char *text, size_t size);

/*
 * The free bytes at a folder, or at the nearest folder above it that exists. Returns 0, or -errno without a reason; -ENOENT: a
 * recorded machine does not have them.
 */
int host_free_space(const struct host *host, const char *path, uint64_t *ret);

#endif
