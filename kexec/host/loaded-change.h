/* SPDX-License-Identifier: GPL-2.0-only */
/* The lock of a program that loads or unloads, and the changes of the records of loads (host/loaded-file.h). */
#ifndef WARMKEXEC_HOST_LOADED_CHANGE_H
#define WARMKEXEC_HOST_LOADED_CHANGE_H

#include <stdbool.h>

struct diag;
struct host;
struct view;

/*
 * Takes the lock that a program holds while it loads or unloads: others wait, and say so. The caller ends it with
 * host_unlock_loads(). Returns 0; a positive errno with the reason why records cannot be kept: there is none that could be wrong
 * afterwards, and the caller may go on without a lock; or -errno with the reason, and the caller must not ask the running kernel for
 * anything:
 *   -ETIMEDOUT  another program loads or unloads for too long
 *   others      of open and flock: an old record might be wrong afterwards, and be believed
 */
int host_lock_loads(const struct host *host, int *ret, struct diag *diag);

/* For CLEANUP(): ends the lock, and sets it to -1. */
void host_unlock_loads(int *lock);

/* A change of a record, under way. Meanwhile no reader believes the record. */
struct host_change {
	int folder; /* the lock; -1: records cannot be kept */
	bool crash;
	bool was_interrupted; /* an earlier change was, and the record has been wrong since */
};

/*
 * Begins a change. The caller does so before it asks the running kernel for anything. lock: of host_lock_loads(), stays the
 * caller's until the change has ended; -1: there is none, and the change has no effect. *ret is valid in any case. Returns 0; a
 * positive errno with the reason why the record cannot be kept: the earlier one is removed, and the caller may go on; or -errno with
 * the reason: the earlier one cannot be removed, either, and would be believed after a load.
 */
int host_change_begin(int lock, bool crash, struct host_change *ret, struct diag *diag);

/*
 * Ends a change that the running kernel has made: text replaces the record; NULL removes it, after an unload.
 * Returns 0, or -errno with the reason: there is no record.
 */
int host_change_commit(struct host_change *change, const struct view *text, struct diag *diag);

/*
 * Ends a change that the running kernel has not made: the record stays as it was, not believed if an earlier change was
 * interrupted. For CLEANUP(); no effect after host_change_commit().
 */
void host_change_abort(struct host_change *change);

/*
 * Removes the records of kernels that are not loaded: the running kernel may drop one load for another, and /run may be older
 * than the boot. lock: of host_lock_loads(), with no change under way; -1: removes nothing.
 */
void host_sweep_loaded(const struct host *host, int lock);

#endif
