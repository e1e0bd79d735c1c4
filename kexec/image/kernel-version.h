/* SPDX-License-Identifier: GPL-2.0-only */
/* The version of a kernel, by the text that it prints when it starts. Source: Linux, init/version.c, linux_banner. */
#ifndef WARMKEXEC_IMAGE_KERNEL_VERSION_H
#define WARMKEXEC_IMAGE_KERNEL_VERSION_H

#include <stddef.h>

#include "kexec/base/blob.h"

/* Writes the version, as "6.1.0-56-arm64", and a NUL to ret of size bytes; "" if the kernel's bytes do not have the text. */
void kernel_version(struct view kernel, char *ret, size_t size);

#endif
