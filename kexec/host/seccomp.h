/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a seccomp filter is in force for this process: it can answer a system call in the kernel's place. */
#ifndef WARMKEXEC_HOST_SECCOMP_H
#define WARMKEXEC_HOST_SECCOMP_H

#include <stdbool.h>

struct host;

/* Returns false also if /proc/self/status cannot be read. Linux, Documentation/filesystems/proc.rst, "Seccomp". */
bool host_is_filtered(const struct host *host);

#endif
