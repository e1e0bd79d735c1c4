/* SPDX-License-Identifier: GPL-2.0-only */
/* A bare machine: MMU and caches off, vector registers on, output and exit by semihosting (Arm DEN 0023). */
	.arch	armv8-a

	.text
	.globl	_start
_start:
	mov	x0, #3 << 20		/* CPACR_EL1.FPEN: nothing traps */
	msr	cpacr_el1, x0
	adr	x0, vectors
	msr	vbar_el1, x0
	isb
	ldr	x0, =0x42000000
	mov	sp, x0
	bl	test_main
	b	leave

	/* Any exception ends the run. */
	.p2align 11
vectors:
	.rept	16
	b	exception
	.p2align 7
	.endr

exception:
	ldr	x0, =0x42000000
	mov	sp, x0
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	mrs	x2, far_el1
	bl	test_exception

	/* x0: the status */
leave:
	mov	x2, #0x26
	movk	x2, #2, lsl #16		/* ADP_Stopped_ApplicationExit */
	stp	x2, x0, [sp, #-16]!
	mov	x0, #0x18		/* SYS_EXIT */
	mov	x1, sp
	hlt	#0xf000
	b	.

	/* void host_print(const char *text) */
	.globl	host_print
host_print:
	mov	x1, x0
	mov	x0, #4			/* SYS_WRITE0 */
	hlt	#0xf000
	ret

	/* uint64_t host_ticks(void): all before has happened */
	.globl	host_ticks
host_ticks:
	isb
	mrs	x0, cntvct_el0
	ret

	/* uint64_t host_frequency(void) */
	.globl	host_frequency
host_frequency:
	mrs	x0, cntfrq_el0
	ret

	/*
	 * int keeps_vectors(f, six arguments of f): does f keep the halves of v8-v15 that it must
	 * (Arm AAPCS64, 6.1.2)?
	 */
	.globl	keeps_vectors
keeps_vectors:
	stp	x29, x30, [sp, #-16]!
	mov	x9, x0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	mov	x3, x4
	mov	x4, x5
	mov	x5, x6
	.irp	n, 8, 9, 10, 11, 12, 13, 14, 15
	mov	x6, #0x1230 + \n
	fmov	d\n, x6
	.endr
	blr	x9
	mov	x0, #1
	.irp	n, 8, 9, 10, 11, 12, 13, 14, 15
	fmov	x6, d\n
	mov	x7, #0x1230 + \n
	cmp	x6, x7
	csel	x0, x0, xzr, eq
	.endr
	ldp	x29, x30, [sp], #16
	ret

	.section .note.GNU-stack, "", %progbits
