/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the running arm64 kernel's virtual addresses lead: kernel_layout() of arch/arch.h.
 *
 * Sources: Linux, arch/arm64/include/asm/memory.h (the layouts), arch/arm64/mm/init.c (memstart_addr, which is PHYS_OFFSET),
 * arch/arm64/kernel/vmcore_info.c (the keys of VMCOREINFO), Documentation/arch/arm64/memory.rst.
 *
 * A kernel's half of the address space, VA_BITS wide, holds the linear map of RAM and the kernel's image:
 *   before 5.4   image in [-2^VA_BITS, -2^(VA_BITS-1)), linear map in [-2^(VA_BITS-1), 2^64)
 *   since 5.4    linear map in [-2^VA_BITS, -2^(VA_BITS_MIN-1)), image above it
 * VA_BITS is what the kernel was built for. A 52-bit kernel on a CPU without 52-bit addresses uses VA_BITS_MIN bits: 48, or
 * 47 with 16K pages. It then moves PHYS_OFFSET down until the linear map falls into those; the first such kernels (5.4 to
 * 5.10) left PHYS_OFFSET alone and moved the linear map instead.
 */
#ifndef WARMKEXEC_ARCH_ARM64_LAYOUT_H
#define WARMKEXEC_ARCH_ARM64_LAYOUT_H

#include "common/range.h"

struct diag;
struct kcore;
struct kernel_layout;

/*
 * From VMCOREINFO (complete since Linux 4.19; on 52-bit kernels since 5.9), proven against "Kernel code" of /proc/iomem and
 * against every physical address that /proc/kcore shows. Where VMCOREINFO is missing or incomplete, from the PT_LOADs of
 * /proc/kcore alone, if they show both the kernel's image and the RAM it lies in.
 */
int arm64_kernel_layout(const struct kcore *kcore, struct range kernel_code, struct range kernel_data,
			struct kernel_layout *ret, struct diag *diag);

#endif
