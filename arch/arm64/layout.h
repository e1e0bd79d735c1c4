/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the running arm64 kernel's virtual addresses to physical ones: kernel_layout() of arch/arch.h.
 *
 * Sources: Linux, arch/arm64/include/asm/memory.h (the layouts), arch/arm64/mm/init.c (memstart_addr, which is PHYS_OFFSET),
 * arch/arm64/kernel/vmcore_info.c (the keys of VMCOREINFO), Documentation/arch/arm64/memory.rst.
 *
 * A kernel's half of the address space, VA_BITS wide, holds the linear map of RAM and the kernel's image:
 *   before 5.4   image in [-2^VA_BITS, -2^(VA_BITS-1)), linear map in [-2^(VA_BITS-1), 2^64)
 *   since 5.4    linear map in [-2^VA_BITS, -2^(VA_BITS_MIN-1)), image above it
 * VA_BITS is the width that the kernel was built for. A 52-bit kernel on a CPU without 52-bit addresses uses VA_BITS_MIN bits:
 * 48, or 47 with 16K pages. It then moves PHYS_OFFSET down until the linear map lies within these bits. The first such kernels
 * (5.4 to 5.10) did not change PHYS_OFFSET and moved the linear map instead.
 */
#ifndef WARMKEXEC_ARCH_ARM64_LAYOUT_H
#define WARMKEXEC_ARCH_ARM64_LAYOUT_H

#include "common/range.h"
#include "kexec/base/blob.h"

struct diag;
struct kcore;
struct kernel_layout;

/*
 * Finds the layout from VMCOREINFO (complete since Linux 4.19; on 52-bit kernels since 5.9), and proves it against "Kernel
 * code" in /proc/iomem and against every physical address in /proc/kcore. If VMCOREINFO is missing or incomplete, finds it from
 * the PT_LOADs of /proc/kcore alone, if they show both the kernel's image and the RAM it lies in.
 *   kernel_code, kernel_data  physical, from /proc/iomem
 *   ret                       untouched on failure
 *
 * Returns 0, or -errno with the reason:
 *   -ENODATA  the layout cannot be known, or two sources contradict each other
 */
int arm64_kernel_layout(const struct kcore *kcore, struct range kernel_code, struct range kernel_data,
			struct kernel_layout *ret, struct diag *diag);

/* unknown_to_makedumpfile of struct arch. */
const char *arm64_unknown_to_makedumpfile(struct view vmcoreinfo);

#endif
