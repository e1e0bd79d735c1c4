/* SPDX-License-Identifier: GPL-2.0-only */
/* The one door for devicetrees from outside. A tree is checked here once and handed on; libfdt may trust it from then on. */
#ifndef WARMKEXEC_MACHINE_FDT_OPEN_H
#define WARMKEXEC_MACHINE_FDT_OPEN_H

#include <stddef.h>

#include "kexec/base/blob.h"

struct diag;

/* Linux, Documentation/arch/arm64/booting.rst: at most 2 MiB. */
#define DTB_SIZE_MAX ((size_t)2 << 20)

struct devicetree {
	struct blob tree;   /* checked, of version 17, packed; empty: there is no devicetree */
	size_t source_size; /* bytes of the source by its own header */
	const char *source; /* the name of the source, for messages; the caller's. NULL: there is no devicetree */
};

/*
 * Checks the bytes of a devicetree and takes a copy of them that libfdt may trust (Devicetree Specification v0.4, chapter 5).
 * It checks everything that fdt_check_full() looks at, and what libfdt 1.6 takes on trust: the length of a property may be
 * negative, the blocks may be misaligned. The name of a property has at most 255 bytes.
 *
 * Returns 0, or -errno with the reason, which begins with the source:
 *   -EINVAL  not a devicetree, cut short, damaged, or older than version 16
 *   -EFBIG   more bytes than libfdt can count
 *   -ENOMEM
 */
int devicetree_open(struct view bytes, const char *source, struct devicetree *ret, struct diag *diag);

void devicetree_release(struct devicetree *devicetree);

#endif
