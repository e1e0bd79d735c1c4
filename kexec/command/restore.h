/* SPDX-License-Identifier: GPL-2.0-only */
/* Makes a load again, by its record. */
#ifndef WARMKEXEC_COMMAND_RESTORE_H
#define WARMKEXEC_COMMAND_RESTORE_H

struct diag;
struct invocation;
struct loaded;

/*
 * Loads the crash kernel of a record again: from the same files, with the same options, by the same system call.
 * invocation: of the command that goes on; its options do not matter. lock: of host_lock_loads(), or -1. Returns 0, or -errno
 * with the reason: -ESTALE  a file is not the one of the record any more, or that cannot be known others   of a load
 */
int restore_load(const struct invocation *invocation, int lock, const struct loaded *record, struct diag *diag);

#endif
