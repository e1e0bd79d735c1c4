/* SPDX-License-Identifier: GPL-2.0-only */
/* The one door through which a devicetree from outside comes in: behind it libfdt may trust what it reads. */
#ifndef WARMKEXEC_MACHINE_FDT_OPEN_H
#define WARMKEXEC_MACHINE_FDT_OPEN_H

#include <stddef.h>

#include "kexec/base/blob.h"

struct diag;

/* Linux, Documentation/arch/arm64/booting.rst: at most 2 MiB. */
#define DTB_SIZE_MAX ((size_t)2 << 20)

/*
 * A copy of the source that libfdt can edit, in the current version of the format, with at least room bytes to grow.
 * Source: Devicetree Specification v0.4, chapter 5. Everything fdt_check_full() looks at is checked, and what it takes on
 * trust in libfdt 1.6 (the length of a property may be negative, the blocks may be misaligned).
 * Returns 0, or -errno with the reason: -EINVAL not a devicetree, cut short, damaged, or older than version 16; -EFBIG more
 * than libfdt can count; -ENOMEM.
 */
int fdt_open_checked(struct view source, size_t room, struct blob *ret, struct diag *diag);

#endif
