/* SPDX-License-Identifier: GPL-2.0-only */
/* Assembled for the host: only data. The name is relative to the top of the build tree. */
#include "common/assembly-end.h"

	.section .rodata
	.globl	arm64_purgatory_start
	.hidden	arm64_purgatory_start
	.globl	arm64_purgatory_end
	.hidden	arm64_purgatory_end
arm64_purgatory_start:
	.incbin	"arch/arm64/purgatory/purgatory-arm64.bin"
arm64_purgatory_end:

	ASSEMBLY_END
