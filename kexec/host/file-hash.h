/* SPDX-License-Identifier: GPL-2.0-only */
/* The identity of files, and the digests of files that are still the same. */
#ifndef WARMKEXEC_HOST_FILE_HASH_H
#define WARMKEXEC_HOST_FILE_HASH_H

#include <stdint.h>

#include "common/sha256.h"

struct diag;
struct file_identity;

/*
 * Finds the identity of an open file. It is not known (all zero) if the file is no regular one, or was changed so lately that a
 * later change could have the same time: on a file system that keeps whole seconds. On others it waits for the next tick.
 * Returns 0, or -errno of fstat.
 */
int host_identify(int fd, struct file_identity *ret);

/*
 * Is the file at a path the one with this identity, by its size and its times? Returns 1, 0, or -errno without a reason: of open and fstat;
 * -ENODATA: its identity is not known.
 */
int host_is_same_file(const char *path, const struct file_identity *identity);

/*
 * Hashes the file at a path if it is the one with this identity. Returns 0, or -errno with the reason:
 *   -ESTALE  the file is another one, or was changed
 *   others   of open and read
 */
int host_hash_file(const char *path, const struct file_identity *identity, sha256_backend *backend, uint8_t ret[SHA256_SIZE],
		   struct diag *diag);

#endif
