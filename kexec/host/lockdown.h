/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether the running kernel is locked down. Linux, security/lockdown/lockdown.c. */
#ifndef WARMKEXEC_HOST_LOCKDOWN_H
#define WARMKEXEC_HOST_LOCKDOWN_H

#include <stddef.h>

struct host;

#define LOCKDOWN_FILE "/sys/kernel/security/lockdown"

/*
 * Writes the level, "integrity" or "confidentiality", and a NUL to ret of size bytes. "" if it is off, if it cannot be read,
 * or if it has size bytes or more. Returns 0, or -errno without a reason; -ENOENT: the running kernel has no lockdown.
 */
int host_lockdown(const struct host *host, char *ret, size_t size);

#endif
