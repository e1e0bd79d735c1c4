/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of the machine that were read beforehand, for a process that may open none. */
#ifndef WARMKEXEC_HOST_KEPT_H
#define WARMKEXEC_HOST_KEPT_H

#include <stddef.h>

struct blob;
struct snapshot;

/* host_read() of a file that was kept. It is a fault of this program to ask for another. */
int host_read_kept(const struct snapshot *kept, const char *path, size_t limit, struct blob *ret);

#endif
