/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entered by a kernel that is no more, at EL1, EL2 or EL2 with HCR_EL2.E2H, with MMU and caches off. No register has a
 * meaning. All addresses are relative to the first instruction, which is the first byte of the segment.
 */
#include "purgatory/purgatory.h"

#define CURRENT_EL_EL2 (2 << 2)	/* Arm ARM C5.2.2 */

	/* \reg: the state at the top of the segment, which is also where the stack begins */
	.macro	state_address reg
	adr	\reg, purgatory_start
	add	\reg, \reg, #PURGATORY_SIZE
	sub	\reg, \reg, #PURGATORY_STATE_SIZE
	.endm

	.section .text.entry, "ax", %progbits
	.globl	purgatory_start
	.hidden	purgatory_start
	.type	purgatory_start, %function
purgatory_start:
	msr	daifset, #0xf
	msr	spsel, #1
	adr	x0, vectors
	mrs	x1, CurrentEL
	cmp	x1, #CURRENT_EL_EL2
	b.eq	1f
	msr	vbar_el1, x0
	b	2f
1:	msr	vbar_el2, x0
2:	isb				/* VBAR is in force for what follows (Arm ARM D13.1.2) */

	state_address x0
	mov	sp, x0
	mov	x29, xzr
	mov	x30, xzr
	adr	x2, purgatory_start
	add	x19, x2, #HANDOFF_OFFSET
	mov	x1, x19
	bl	purgatory_main

	/* Linux, Documentation/arch/arm64/booting.rst, "Call the kernel image" */
	ldr	x4, [x19, #HANDOFF_KERNEL_ENTRY]
	ldr	x0, [x19, #HANDOFF_DTB]
	mov	x1, xzr
	mov	x2, xzr
	mov	x3, xzr
	br	x4
	.size	purgatory_start, . - purgatory_start

	.type	exception, %function
exception:
	state_address x0
	mov	sp, x0
	mrs	x1, CurrentEL
	cmp	x1, #CURRENT_EL_EL2
	b.eq	1f
	mrs	x1, esr_el1
	mrs	x2, elr_el1
	mrs	x3, far_el1
	b	purgatory_exception
1:	mrs	x1, esr_el2
	mrs	x2, elr_el2
	mrs	x3, far_el2
	b	purgatory_exception
	.size	exception, . - exception

	/* 16 entries of 128 bytes; all of them lead to the same end (Arm ARM D1.3.1.5) */
	.balign	2048
vectors:
	.rept	16
	.balign	128
	b	exception
	.endr

	.section .note.GNU-stack, "", %progbits
