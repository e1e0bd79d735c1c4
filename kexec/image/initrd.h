/* SPDX-License-Identifier: GPL-2.0-only */
/* An initrd, looked at as the next kernel will unpack it. Source: Linux, init/initramfs.c, lib/decompress.c. */
#ifndef WARMKEXEC_IMAGE_INITRD_H
#define WARMKEXEC_IMAGE_INITRD_H

#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct diag;
struct initrd_contents;

/* The most bytes that an archive may unpack to and still be checked. */
#define INITRD_CHECK_MAX ((size_t)1 << 30)

/*
 * Looks at the first bytes of what a user named as an initrd. A file that is known to be something else is refused; one of an
 * unknown kind passes, as a kernel may take it for the image of a file system. Returns 0, or -EINVAL with the reason.
 */
int initrd_look(struct view file, struct diag *diag);

/*
 * Unpacks the archives of an initrd one after the other, as the next kernel does, and proves that they are whole. limit: the most
 * bytes that one may unpack to, < SIZE_MAX.
 * Returns 0, or -errno with the reason; *ret is untouched on failure:
 *   -EBADMSG     the next kernel would not see all of it: an archive is damaged, cut short or in the wrong place
 *   -EOPNOTSUPP  this cannot be known: its kind is not known, or this build is without the library
 *   -EFBIG       this cannot be known: more than the limit
 *   -ENOMEM      this cannot be known
 */
int initrd_check(struct view file, size_t limit, struct initrd_contents *ret, struct diag *diag);

#endif
