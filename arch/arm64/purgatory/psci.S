/* SPDX-License-Identifier: GPL-2.0-only */
/* A call may change x0-x17 and keeps all other registers (Arm DEN 0028), as the procedure call standard requires. */
#include "common/assembly-end.h"

	.section .text.small, "ax", %progbits

	.macro	call name, instruction
	.globl	\name
	.hidden	\name
	.type	\name, %function
\name:
	mov	x1, xzr
	mov	x2, xzr
	mov	x3, xzr
	dsb	sy			/* all stores, including the last one to the console, complete before the reset */
	\instruction	#0
	ret
	.size	\name, . - \name
	.endm

	call	psci_hvc, hvc
	call	psci_smc, smc

	ASSEMBLY_END
