/* SPDX-License-Identifier: GPL-2.0-only */
/* In place of rehearsal-blob.S where there is no compiler for arm64. */
#include "common/assembly-end.h"

	.section .rodata
	.globl	arm64_rehearsal_init_start
	.hidden	arm64_rehearsal_init_start
	.globl	arm64_rehearsal_init_end
	.hidden	arm64_rehearsal_init_end
arm64_rehearsal_init_start:
arm64_rehearsal_init_end:

	ASSEMBLY_END
