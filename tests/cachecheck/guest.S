/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A program between two kernels in small, to hold the model against: what it does is right (CASE good) or has one fault,
 * CASE being a number of cases.h. It runs from "start" to "next", at EL1, EL2 or, with -DE2H, EL2 with HCR_EL2.E2H.
 */
#include "cases.h"

#define SCTLR_OFF_EL1	0x30500800
#define SCTLR_OFF_EL2	0x30c50830
#define SCTLR_ON	0x1005			/* M, C, I */
#define TCR_COMMON	(25 | (1 << 8) | (1 << 10) | (3 << 12))	/* 39 bits, walks through the caches, inner shareable */
#define TCR_EL1_REST	((1 << 23) | (2 << 30) | (2 << 32))	/* EPD1, TG1 4K, 40 bits */
#define TCR_EL2_REST	((1 << 31) | (1 << 23) | (2 << 16))
#define BLOCK_DEVICE	0x60000000000405	/* attribute 1, AF, XN */
#define BLOCK_NORMAL	0x40000701		/* attribute 0, AF, inner shareable */
#define RET_OPCODE	0xd65f03c0

	/* to the level's own register; x9 is the scratch. E2H has EL2 use the names of EL1 too, but these are right at once. */
	.macro	to name, value
	mrs	x9, CurrentEL
	tbnz	x9, #3, 1f
	msr	\name\()_el1, \value
	b	2f
1:	msr	\name\()_el2, \value
2:
	.endm

	.macro	clean address, operation=civac
	ldr	x8, =\address
	dc	\operation, x8
	dsb	sy
	.endm

	.macro	store address, value
	ldr	x8, =\address
	ldr	w9, =\value
	str	w9, [x8]
	.endm

	.macro	load address
	ldr	x8, =\address
	ldr	w9, [x8]
	.endm

	.text
	.globl	_start, start, next
_start:
#ifdef E2H
	ldr	x0, =(1 << 34) | (1 << 31) | (1 << 27)
	msr	hcr_el2, x0
	isb
#endif
	b	start

	.balign	64
start:
	mov	x0, #0
	dsb	sy
	ic	iallu
	dsb	sy
	isb

	/* Caches off: what may be dirty is cleaned before it is stored to, what is stored is invalidated before they go on. */
#if CASE != CASE_WRITE_OLD_DIRTY
	clean	was_dirty
#endif
	store	was_dirty, 7
	store	data_off, 1
	store	code_off, RET_OPCODE
	store	tables, BLOCK_DEVICE & 0xffffffff
	store	tables + 4, BLOCK_DEVICE >> 32
#if CASE == CASE_DC_BEFORE_DSB
	ldr	x8, =data_off
	dc	ivac, x8
#endif
	dsb	sy
	clean	was_dirty
#if CASE != CASE_READ_STALE && CASE != CASE_WRITE_STALE
	clean	data_off, ivac
#endif
#if CASE != CASE_FETCH_STALE
	clean	code_off, ivac
#endif
	ic	iallu
	dsb	sy
	isb
#if CASE != CASE_WALK_STALE
	clean	tables, ivac
#endif

	/* On. */
	ldr	x0, =0x04ff
	to	mair, x0
	ldr	x0, =TCR_COMMON
	mrs	x1, CurrentEL
	tbz	x1, #3, 3f
#ifndef E2H
	ldr	x1, =TCR_EL2_REST
	b	4f
#endif
3:	ldr	x1, =TCR_EL1_REST
4:	orr	x0, x0, x1
#if CASE == CASE_WALK_DIRTY
	bic	x0, x0, #(1 << 8)
#endif
	to	tcr, x0
	ldr	x0, =tables
	to	ttbr0, x0
	mrs	x1, CurrentEL
	tbz	x1, #3, 5f
	tlbi	alle2
	b	6f
5:	tlbi	vmalle1
6:	dsb	nsh
	isb
#if CASE == CASE_DC_WITHOUT_DSB
	ldr	x8, =data_on
	dc	ivac, x8
#endif
	ldr	x19, =SCTLR_OFF_EL1
#ifndef E2H
	mrs	x1, CurrentEL
	tbz	x1, #3, 7f
	ldr	x19, =SCTLR_OFF_EL2
#endif
7:	ldr	x1, =SCTLR_ON
	orr	x20, x19, x1
	to	sctlr, x20
	isb

	/* Bytes that were stored with the caches off. */
#if CASE == CASE_WRITE_STALE
	store	data_off + 8, 2
#else
	load	data_off
#endif
	bl	code_off

	/* Caches on. */
	store	data_on, 3
	load	data_on
#if CASE == CASE_IVAC_DIRTY
	clean	data_on, ivac
#endif
#if CASE == CASE_WALK_DIRTY
	store	tables + 64, 0
#endif
	store	code_on, RET_OPCODE
#if CASE != CASE_FETCH_DIRTY
	clean	code_on, cvau
#endif
#if CASE != CASE_FETCH_OLD
	ic	iallu
	dsb	sy
	isb
#endif
	bl	code_on
	store	kernel, 4
#if CASE == CASE_WALK_DIRTY
	to	sctlr, x19
	isb
	to	sctlr, x20
	isb
	clean	tables + 64
#endif

	/* Off. */
#if CASE != CASE_READ_DIRTY && CASE != CASE_WRITE_DIRTY && CASE != CASE_DIRTY_AT_ENTRY
	clean	data_on
#endif
#if CASE == CASE_WRITE_STALE
	clean	data_off
#endif
	clean	code_on
	clean	kernel, cvac
#if CASE == CASE_SET_WAY
	mov	x8, #0
	dc	cisw, x8
	dsb	sy
#endif
#if CASE == CASE_UNKNOWN
	ldr	x8, =data_off
	dc	zva, x8
	clean	data_off
#endif
#if CASE != CASE_CACHES_ON_AT_ENTRY
	dsb	sy
	isb
	to	sctlr, x19
	isb
#endif
#if CASE == CASE_READ_DIRTY
	load	data_on
#endif
#if CASE == CASE_WRITE_DIRTY
	store	data_on, 5
	dsb	sy
#endif
#if CASE != CASE_DIRTY_AT_ENTRY
	clean	data_on
#endif

	/* Caches off again: the rest of the next kernel. */
#if CASE != CASE_CACHES_ON_AT_ENTRY
	store	kernel_rest, 6
	dsb	sy
#if CASE != CASE_STALE_AT_ENTRY
	clean	kernel_rest, ivac
#endif
#endif
#if CASE != CASE_OLD_CODE_AT_ENTRY && CASE != CASE_STALE_AT_ENTRY
	ic	iallu
#if CASE != CASE_IC_WITHOUT_DSB
	dsb	sy
#endif
#if CASE != CASE_IC_WITHOUT_ISB
	isb
#endif
#endif
	b	next

	.balign	64
next:
#if CASE == CASE_CACHES_ON_AT_ENTRY
	to	sctlr, x19
	isb
#endif
	ldr	w0, =0x84000008			/* PSCI SYSTEM_OFF */
	mrs	x1, CurrentEL
	tbnz	x1, #3, 8f
	hvc	#0
8:	smc	#0
9:	wfi
	b	9b
	.ltorg

	.balign	64
data_off:
	.quad	0
	.balign	64
data_on:
	.quad	0
	.balign	64
code_off:
	.word	0, 0
	.balign	64
code_on:
	.word	0, 0
	.globl	was_dirty
	.balign	64
was_dirty:
	.quad	0
	.globl	kernel
	.balign	64
kernel:
	.quad	0
	.balign	64
kernel_rest:
	.quad	0

	/* The first entry is stored by the program. */
	.balign	4096
tables:
	.quad	0, BLOCK_NORMAL
	.fill	510, 8, 0

	.section .note.GNU-stack, "", %progbits
