/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first kernel's part on a bare machine: what QEMU's loader devices have put in memory is entered the way a kernel does
 * it, but with every register that has no meaning there set to something wrong.
 *
 * At PARAMS: the address to enter, LAUNCH_E2H or 0, and room for the time of the jump.
 *
 * With -DASK it writes "?" to the serial port first, and reads what is to be damaged from there: an address, 8 bytes, and one byte
 * that is XORed with the one in memory.
 */
#define PARAMS		0x40010000
#define PARAM_ENTRY	0x00
#define PARAM_FLAGS	0x08
#define PARAM_TIME	0x10
#define LAUNCH_E2H	1

#define HCR_RW		(1 << 31)
#define HCR_E2H_TGE	((1 << 34) | (1 << 27))
#define SCTLR_POISON	((1 << 1) | (1 << 3) | (1 << 19))	/* A, SA, WXN */
#define CPTR_TFP	(1 << 10)		/* EL2 without E2H: trap floating point; elsewhere 0 traps it */
#define CPACR_SMEN	((3 << 20) | (3 << 24))
#define POISON		0xdead0000
#define UART		0x09000000	/* the PL011 of QEMU's virt machine */
#define UART_FR		0x18
#define UART_FR_RXFE	4		/* a bit's number: nothing was received */
#define UART_CR		0x30
#define UART_CR_ON	0x301

#define ID_AA64MMFR3_EL1 S3_0_C0_C7_3
#define ID_AA64PFR1_EL1	S3_0_C0_C4_1
#define TCR2_EL1	S3_0_C2_C0_3
#define TCR2_EL2	S3_4_C2_C0_3
#define TCR2_PIE	(1 << 1)
#define PIR_EL1		S3_0_C10_C2_3
#define PIR_EL2		S3_4_C10_C2_3
#define SMSTART		.inst 0xd503477f

	/* A kernel's values in the registers of its regime, as different as possible from the values that are needed now. */
	.macro	poison level, tcr2, pir
	ldr	x0, =POISON
	msr	ttbr0_\level, x0
	msr	vbar_\level, x0
	ldr	x0, =0x4444444444444444	/* all memory is non-cacheable */
	msr	mair_\level, x0
	ldr	x0, =0x0000007fffbfffff	/* bad sizes, HA, HD, TBI, and a walk by each root */
	msr	tcr_\level, x0
	mrs	x0, sctlr_\level
	ldr	x1, =SCTLR_POISON
	orr	x0, x0, x1
	msr	sctlr_\level, x0
	mrs	x0, ID_AA64MMFR3_EL1
	ands	x0, x0, #0xf
	b.eq	.Lno_tcr2\@
	mov	x0, #TCR2_PIE
	msr	\tcr2, x0
	msr	\pir, xzr
.Lno_tcr2\@:
	.endm

	/* Streaming mode, and then everything traps. */
	.macro	start_streaming control
	mrs	x0, ID_AA64PFR1_EL1
	ubfx	x0, x0, #24, #4
	cbz	x0, .Lno_sme\@
	ldr	x0, =CPACR_SMEN
	msr	\control, x0
	isb
	SMSTART
.Lno_sme\@:
	msr	\control, xzr
	.endm

	/* \reg: the next byte */
	.macro	receive reg
.Lwait\@:
	ldr	w2, [x1, #UART_FR]
	tbnz	w2, #UART_FR_RXFE, .Lwait\@
	ldr	\reg, [x1]
	and	\reg, \reg, #0xff
	.endm

	.text
	.globl	_start
_start:
#ifdef ASK
	ldr	x1, =UART
	mov	w0, #UART_CR_ON
	str	w0, [x1, #UART_CR]
	mov	w0, #'?'
	str	w0, [x1]
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	receive	w0
	bfi	x3, x0, #(8 * \n), #8
	.endr
	receive	w0
	ldrb	w2, [x3]
	eor	w2, w2, w0
	strb	w2, [x3]
#endif
	ldr	x10, =PARAMS
	ldr	x11, [x10, #PARAM_FLAGS]
	mrs	x0, CurrentEL
	cmp	x0, #(2 << 2)
	b.eq	el2
	start_streaming cpacr_el1
	poison	el1, TCR2_EL1, PIR_EL1
	ldr	x0, =POISON
	msr	ttbr1_el1, x0
	b	launch

el2:	ldr	x0, =HCR_RW
	tbz	x11, #0, 1f
	ldr	x1, =HCR_E2H_TGE
	orr	x0, x0, x1
	msr	hcr_el2, x0
	isb
	start_streaming cptr_el2
	poison	el2, TCR2_EL2, PIR_EL2
	ldr	x0, =POISON
	msr	ttbr1_el1, x0		/* which is TTBR1_EL2 here */
	b	launch
1:	msr	hcr_el2, x0
	isb
	mov	x0, #CPTR_TFP
	msr	cptr_el2, x0
	poison	el2, TCR2_EL2, PIR_EL2

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
