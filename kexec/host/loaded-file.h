/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the records of loads are kept: /run/warmkexec/normal and crash, in a folder and files of the user who runs the program,
 * readable for nobody else, as a command line may hold a secret.
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
 * Reads the record of the normal or the crash kernel. Returns 0, or with the reason
 *   -ENOENT there is none,
 *   -EBUSY  a change is under way, or was interrupted,
 *   -EROFS  the folder is read-only, so that the record may be of an earlier load,
 *   -EPERM  others than the user could have written it,
 *   another -errno.
 */
int host_read_loaded(const struct host *host, bool crash, struct blob *ret, struct diag *diag);

/* A change of a record that is under way. Meanwhile nobody believes the record, and other changes wait. */
struct host_change {
	int folder; /* locked; -1: records cannot be kept */
	bool crash;
};

/*
 * Begins a change, before the running kernel is asked for anything. Failure is not fatal: *ret is valid either way.
 * Returns 0, or -errno with the reason that records cannot be kept.
 */
int host_change_begin(const struct host *host, bool crash, struct host_change *ret, struct diag *diag);

/*
 * Ends a change that the running kernel has made: text replaces the record; NULL removes it, after an unload.
 * Returns 0, or -errno with the reason; there is no record then.
 */
int host_change_commit(struct host_change *change, const struct view *text, struct diag *diag);

/* Ends a change that the running kernel has not made: the record stays. For CLEANUP(); nothing after host_change_commit(). */
void host_change_abort(struct host_change *change);

/*
 * Removes the records of kernels that are not loaded: the running kernel may drop one load for another, and /run may be older
 * than the boot. Waits for changes that are under way; the caller has none.
 */
void host_sweep_loaded(const struct host *host);

/* Reads the name of the boot; "" if it cannot be read. */
void host_boot_id(const struct host *host, char ret[BOOT_ID_SIZE]);

/* How many bytes will the running kernel copy when it starts the loaded one? False if it does not say. */
bool host_copy_size(const struct host *host, uint64_t *ret);

#endif
