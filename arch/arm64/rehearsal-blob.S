/* SPDX-License-Identifier: GPL-2.0-only */
/* Assembled for the host: only data. The name is relative to the top of the build tree. */
#include "common/assembly-end.h"

	.section .rodata
	.globl	arm64_rehearsal_init_start
	.hidden	arm64_rehearsal_init_start
	.globl	arm64_rehearsal_init_end
	.hidden	arm64_rehearsal_init_end
arm64_rehearsal_init_start:
	.incbin	"arch/arm64/rehearsal/init.elf"
arm64_rehearsal_init_end:

	ASSEMBLY_END
