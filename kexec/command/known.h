/* SPDX-License-Identifier: GPL-2.0-only */
/* What can be known of a loaded kernel: the record of it, if nothing that the running kernel says contradicts it. */
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
 * Reads what is known of the normal or the crash kernel. That nothing is known is no failure: *ret says why.
 * Returns 0 or -ENOMEM.
 */
int known_find(const struct host *host, bool crash, struct loaded_view *ret, struct diag *diag);

/*
 * Was the loaded normal kernel put into a crash region, as far as is known? A normal kernel there (--reuse-crash-region) and a
 * capture kernel exclude each other: a kernel that loads in place enforces that, any other hangs when it starts the former
 * while the latter is loaded. Returns 0, or -errno with the reason.
 */
int known_in_crash_region(const struct host *host, bool *ret, struct diag *diag);

/* Is the kernel loaded that has this request, on the memory of now? Also false if that cannot be known. */
bool known_has_request(const struct host *host, bool crash, const uint8_t *request);

/* Ends a change with the record of a load that was taken; sets its copy size. Returns 0, or -errno with the reason. */
int known_write(const struct host *host, struct loaded *loaded, struct host_change *change, struct diag *diag);

#endif
