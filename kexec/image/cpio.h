/* SPDX-License-Identifier: GPL-2.0-only */
/* Archives of initrds: cpio in the format newc. Source: Linux, Documentation/driver-api/early-userspace/buffer-format.rst. */
#ifndef WARMKEXEC_IMAGE_CPIO_H
#define WARMKEXEC_IMAGE_CPIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct diag;
struct initrd_contents;

struct cpio {
	size_t size;	     /* bytes from its start to behind its trailer, or all bytes */
	bool has_trailer;    /* the last entry, "TRAILER!!!", is there; it may be missing */
};

/* Does an archive begin here? */
bool cpio_matches(struct view bytes);

/*
 * Walks through the archive that begins with the first byte, and notes its files in *contents. Returns 0, or -EBADMSG with the reason: an entry is damaged or cut
 * short.
 */
int cpio_walk(struct view bytes, struct initrd_contents *contents, struct cpio *ret, struct diag *diag);

#endif
