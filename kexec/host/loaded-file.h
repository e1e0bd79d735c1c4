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

/* Reads the name of the boot; "" if it has none. Returns 0, or -errno with the reason. */
int host_boot_id(const struct host *host, char ret[BOOT_ID_SIZE], struct diag *diag);

/*
 * Reads how many bytes the running kernel copies when it starts the loaded one. *ret_have: false if the kernel does not show it.
 * Returns 0, or -errno with the reason.
 */
int host_copy_size(const struct host *host, bool *ret_have, uint64_t *ret, struct diag *diag);

#endif
