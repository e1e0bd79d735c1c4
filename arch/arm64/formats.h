/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WARMKEXEC_ARCH_ARM64_FORMATS_H
#define WARMKEXEC_ARCH_ARM64_FORMATS_H

struct image_arch;

/* The member "kernels" of struct arch. The formats are Image, and vmlinux: its flat bytes are an Image. */
extern const struct image_arch arm64_kernels;

#endif
