/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts of a loaded kernel: its record, unless the running kernel contradicts it. */
#ifndef WARMKEXEC_COMMAND_KNOWN_H
#define WARMKEXEC_COMMAND_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

struct diag;
struct host;
struct host_change;
struct loaded;
struct loaded_view;

/*
 * Finds the facts of the normal or the crash kernel. It is not a failure if there are none: *ret has the reason.
 * Returns 0, or -errno with the reason: a file could not be read, or there is no memory.
 */
int known_find(const struct host *host, bool crash, struct loaded_view *ret, struct diag *diag);

/*
 * Finds whether the loaded normal kernel is known to be in a crash region. A normal kernel there (--reuse-crash-region) and a
 * capture kernel exclude each other. A running kernel that loads in place enforces this; any other hangs if it starts the
 * normal kernel while the capture kernel is loaded. Returns 0, or -errno with the reason.
 */
int known_in_crash_region(const struct host *host, bool *ret, struct diag *diag);

/* True if a kernel with this request is loaded and the memory is unchanged. False also if this cannot be known. */
bool known_has_request(const struct host *host, bool crash, const uint8_t *request);

/*
 * Ends a change with the record of a load that the kernel accepted; sets its copy size. Returns 0, or -errno with the reason.
 */
int known_write(const struct host *host, struct loaded *loaded, struct host_change *change, struct diag *diag);

#endif
