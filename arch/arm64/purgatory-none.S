/* SPDX-License-Identifier: GPL-2.0-only */
/* In place of purgatory-blob.S where there is no compiler for arm64. */
#include "common/assembly-end.h"

	.section .rodata
	.globl	arm64_purgatory_start
	.hidden	arm64_purgatory_start
	.globl	arm64_purgatory_end
	.hidden	arm64_purgatory_end
arm64_purgatory_start:
arm64_purgatory_end:

	ASSEMBLY_END
