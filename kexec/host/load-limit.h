/* SPDX-License-Identifier: GPL-2.0-only */
/* How many loads and unloads the running kernel still permits. */
#ifndef WARMKEXEC_HOST_LOAD_LIMIT_H
#define WARMKEXEC_HOST_LOAD_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

struct host;

/* "/proc/sys/kernel/kexec_load_limit_panic" or "..._reboot" (Linux 6.3 and later). */
const char *host_load_limit_name(bool crash);

/* Each call that is permitted uses up one, also one that is refused then. Returns false if there is no limit. */
bool host_load_limit(const struct host *host, bool crash, uint64_t *ret);

#endif
