/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first kernel's part on a bare machine: what QEMU's loader devices have put in memory is entered the way a kernel does
 * it, but with every register that has no meaning there set to something wrong.
 *
 * At PARAMS: the address to enter, LAUNCH_E2H or 0, and room for the time of the jump.
 */
#define PARAMS		0x40010000
#define PARAM_ENTRY	0x00
#define PARAM_FLAGS	0x08
#define PARAM_TIME	0x10
#define LAUNCH_E2H	1

#define HCR_RW		(1 << 31)
#define HCR_E2H_TGE	((1 << 34) | (1 << 27))
#define SCTLR_A_SA	((1 << 1) | (1 << 3))	/* fault what is not aligned: QEMU 7.2 does not do it for Device memory */
#define CPTR_TFP	(1 << 10)		/* EL2 without E2H: trap floating point; elsewhere reset leaves it trapped */

	.text
	.globl	_start
_start:
	ldr	x10, =PARAMS
	ldr	x11, [x10, #PARAM_FLAGS]
	mrs	x0, CurrentEL
	cmp	x0, #(2 << 2)
	b.eq	el2
	mrs	x0, sctlr_el1
	orr	x0, x0, #(1 << 1)
	orr	x0, x0, #(1 << 3)
	msr	sctlr_el1, x0
	ldr	x0, =0xdead0000
	msr	vbar_el1, x0
	b	launch

el2:	ldr	x0, =HCR_RW
	tbz	x11, #0, 1f
	ldr	x1, =HCR_E2H_TGE
	orr	x0, x0, x1
	msr	hcr_el2, x0
	isb
	b	2f
1:	msr	hcr_el2, x0
	isb
	mov	x0, #CPTR_TFP
	msr	cptr_el2, x0
2:	mrs	x0, sctlr_el2
	mov	x1, #SCTLR_A_SA
	orr	x0, x0, x1
	msr	sctlr_el2, x0
	ldr	x0, =0xdead0000
	msr	vbar_el2, x0

launch:	isb
	msr	daifclr, #0xf
	msr	spsel, #0
	ldr	x0, =0xbad0bad0bad0bad1
	mov	sp, x0
	msr	spsel, #1
	mov	sp, x0
	msr	spsel, #0
	ldr	x30, [x10, #PARAM_ENTRY]
	mrs	x1, cntvct_el0
	str	x1, [x10, #PARAM_TIME]
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
	mov	x\n, x0
	.endr
	br	x30

	.section .note.GNU-stack, "", %progbits
