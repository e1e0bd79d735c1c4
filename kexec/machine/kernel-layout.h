/* SPDX-License-Identifier: GPL-2.0-only */
/* The layout of the running kernel's virtual addresses. */
#ifndef WARMKEXEC_MACHINE_KERNEL_LAYOUT_H
#define WARMKEXEC_MACHINE_KERNEL_LAYOUT_H

#include <stdint.h>

#include "common/range.h"

/* Made by the architecture's kernel_layout(), see arch/arch.h. */
struct kernel_layout {
	uint64_t linear_offset; /* virtual - physical of the linear map, modulo 2^64 */
	uint64_t text_offset;	/* virtual - physical of the kernel's own image, modulo 2^64 */
	struct range text;	/* physical: "Kernel code" start to "Kernel data" end */
};

#endif
