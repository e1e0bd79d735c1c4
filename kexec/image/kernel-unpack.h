/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel of a container that names the kernel's compression. */
#ifndef WARMKEXEC_IMAGE_KERNEL_UNPACK_H
#define WARMKEXEC_IMAGE_KERNEL_UNPACK_H

#include <stddef.h>

#include "kexec/base/blob.h"

struct bundle;
struct diag;

/* A part of a container. */
struct packed {
	struct view bytes;
	const char
		*compression; /* as layers_unpack() takes it; "none": it is not compressed, or has a magic number of its own */
	const char *from;     /* for messages: "part 0 of the uImage" */
};

/*
 * Makes the part the bundle's kernel, unpacked. limit: the most bytes, < SIZE_MAX.
 * Returns 0, or -errno with the reason: as layers_unpack(), and -E2BIG for too many pieces.
 */
int kernel_unpack(struct bundle *bundle, const struct packed *packed, size_t limit, struct diag *diag);

#endif
