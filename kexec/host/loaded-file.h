/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files with the records of loads: /run/warmkexec/normal and crash. The folder and the files belong to the user who runs
 * the program and are readable by nobody else, because a command line may hold a secret.
 */
#ifndef WARMKEXEC_HOST_LOADED_FILE_H
#define WARMKEXEC_HOST_LOADED_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "kexec/loaded/loaded.h"

struct blob;
struct diag;
struct host;
struct view;

/*
 * Reads the record of the normal or the crash kernel. The caller releases *ret.
 *
 * Returns 0, or -errno with the reason:
 *   -ENOENT  there is no record
 *   -EBUSY   a change is under way, or was interrupted
 *   -EROFS   the folder is read-only (or -EACCES: may not be written to): the record may belong to an earlier load
 *   -EPERM   other users could have written the record
 *   others   of open and read
 */
int host_read_loaded(const struct host *host, bool crash, struct blob *ret, struct diag *diag);

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
 * the reason: the earlier one cannot be removed, either, and would be believed after a load. EROFS is positive in any case: a service
 * to which /run is read-only must be able to load, and who finds the folder so does not believe the record.
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

/* Reads the name of the boot; "" if it has none. Returns 0, or -errno with the reason. */
int host_boot_id(const struct host *host, char ret[BOOT_ID_SIZE], struct diag *diag);

/*
 * Reads how many bytes the running kernel copies when it starts the loaded one. *ret_have: false if the kernel does not show it.
 * Returns 0, or -errno with the reason.
 */
int host_copy_size(const struct host *host, bool *ret_have, uint64_t *ret, struct diag *diag);

#endif
