/* SPDX-License-Identifier: GPL-2.0-only */
/* A small archive for a kernel of a rehearsal, in the format newc; kexec/image/cpio.h has its source. */
#ifndef WARMKEXEC_REHEARSE_ARCHIVE_H
#define WARMKEXEC_REHEARSE_ARCHIVE_H

#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct diag;

/* Modes of <sys/stat.h>, which an archive has as they are, in octal. */
#define ARCHIVE_FOLDER 0040755u
#define ARCHIVE_FILE 0100644u
#define ARCHIVE_PROGRAM 0100755u
#define ARCHIVE_DEVICE 0020600u
#define ARCHIVE_LINK 0120777u

/* Linux, Documentation/admin-guide/devices.txt. */
#define ARCHIVE_NULL_MAJOR 1u
#define ARCHIVE_NULL_MINOR 3u
#define ARCHIVE_KMSG_MAJOR 1u
#define ARCHIVE_KMSG_MINOR 11u
#define ARCHIVE_CONSOLE_MAJOR 5u
#define ARCHIVE_CONSOLE_MINOR 1u

struct archive_entry {
	const char *name;
	uint32_t mode;
	uint32_t major, minor; /* of a device */
	struct view data;      /* of a file; the target of a link */
};

/*
 * Makes an archive of the entries, in their order: a folder before what is in it. The caller releases *ret.
 * Returns 0, or -errno with the reason:
 *   -EFBIG   an entry has 4 GiB or more
 *   -ENOMEM
 */
int archive_make(const struct archive_entry *entry, size_t count, struct blob *ret, struct diag *diag);

#endif
