/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WARMKEXEC_ARCH_ARM64_FORMATS_H
#define WARMKEXEC_ARCH_ARM64_FORMATS_H

struct image_arch;

/* kernels of struct arch. Formats: Image, and vmlinux, whose flat bytes are an Image. */
extern const struct image_arch arm64_kernels;

#endif
