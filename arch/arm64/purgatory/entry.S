/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The old kernel enters at the first instruction, which is the first byte of the segment: at EL1, EL2, or EL2 with HCR_EL2.E2H,
 * with MMU and caches off. x0 to x3 are kept for handoff_emergency.arguments_received; other registers are ignored. All addresses are
 * relative to the first instruction.
 */
#include "arch/arm64/purgatory/assembly.h"
#include "common/assembly-end.h"
#include "common/handoff.h"
#include "purgatory/state.h"

#define CPACR_FPEN	(3 << 20)	/* CPACR_EL1, or CPTR_EL2 with E2H: floating point does not trap */
#define CPACR_SMEN	(3 << 24)	/* SME does not trap */
#define CPTR_EL2_PLAIN	0x33ff		/* CPTR_EL2 without E2H: RES1, and SVE and SME trap; TFP, bit 10, is 0 */
#define CPTR_EL2_TSM	(1 << 12)
#define ID_AA64PFR1_SME	24		/* 4 bits */

	/* \reg: address of the state, from which the stack grows down */
	.macro	state_address reg
	adr	\reg, purgatory_start
	add	\reg, \reg, #PURGATORY_TABLES
	sub	\reg, \reg, #PURGATORY_STATE_SIZE
	.endm

	.section .text.entry, "ax", %progbits
	function purgatory_start
	/* First of all: until they are set, an exception never ends. At EL2, the name of EL1 is without effect, or the same register. */
	adr	x4, vectors
	msr	vbar_el1, x4
	mrs	x5, CurrentEL
	tbz	x5, #CURRENT_EL_EL2_BIT, 1f
	msr	vbar_el2, x4
1:	msr	daifset, #0xf
	msr	spsel, #1
	mov	x19, x0			/* the registers at entry, for handoff_emergency.arguments_received */
	mov	x20, x1
	mov	x21, x2
	mov	x22, x3
	mrs	x1, ID_AA64PFR1_EL1
	ubfx	x1, x1, #ID_AA64PFR1_SME, #4
	if_plain_el2 x2, 1f
	msr	tpidr_el1, xzr		/* number of exceptions */
	constant x0, SCTLR_EL1_OFF | SCTLR_I
	constant x2, CPACR_FPEN
	constant x3, CPACR_FPEN | CPACR_SMEN
	cmp	x1, #0
	csel	x2, x2, x3, eq
	invalidate_icache
	msr	sctlr_el1, x0
	msr	cpacr_el1, x2
	b	2f
1:	msr	tpidr_el2, xzr
	constant x0, SCTLR_EL2_OFF | SCTLR_I
	constant x2, CPTR_EL2_PLAIN
	constant x3, CPTR_EL2_PLAIN & ~CPTR_EL2_TSM
	cmp	x1, #0
	csel	x2, x2, x3, eq
	invalidate_icache
	msr	sctlr_el2, x0
	msr	cptr_el2, x2
2:	isb				/* these writes take effect now (Arm ARM D13.1.2) */
	cbz	x1, 3f
	SMSTOP				/* SHA instructions are undefined in streaming mode (Arm ARM B1.4.6) */

3:	bl	guard
	state_address x0
	mov	sp, x0
	stp	x21, x22, [sp, #-16]!
	stp	x19, x20, [sp, #-16]!
	mov	x29, xzr
	mov	x30, xzr
	adr	x2, purgatory_start
	add	x1, x2, #HANDOFF_OFFSET
	mov	x3, sp
	bl	purgatory_main
	b	enter
	end_function purgatory_start

	.section .text.small, "ax", %progbits
	.type	enter, %function
enter:	if_plain_el2 x0, 1f
	constant x0, SCTLR_EL1_OFF
	msr	sctlr_el1, x0
	b	2f
1:	constant x0, SCTLR_EL2_OFF
	msr	sctlr_el2, x0
2:	isb
	invalidate_icache

	/* Linux, Documentation/arch/arm64/booting.rst, "Call the kernel image": x0 is the devicetree, x1 to x3 are 0 */
	state_address x5
	ldr	x4, [x5, #PURGATORY_STATE_ENTRY]
	ldp	x0, x1, [x5, #PURGATORY_STATE_ARGUMENT]
	ldp	x2, x3, [x5, #PURGATORY_STATE_ARGUMENT + 16]
	br	x4
	.size	enter, . - enter

	/*
	 * MMU and caches go off before the report, which then needs no tables. The first exception also writes stack and state back
	 * to memory. If that faults, the second exception skips it.
	 */
	.type	exception, %function
exception:
	mrs	x0, CurrentEL
	cmp	x0, #CURRENT_EL_EL2
	b.eq	1f
	mrs	x20, esr_el1
	mrs	x21, elr_el1
	mrs	x22, far_el1
	b	2f
1:	mrs	x20, esr_el2
	mrs	x21, elr_el2
	mrs	x22, far_el2
2:	if_plain_el2 x0, 1f
	mrs	x23, tpidr_el1
	add	x0, x23, #1
	msr	tpidr_el1, x0
	b	2f
1:	mrs	x23, tpidr_el2
	add	x0, x23, #1
	msr	tpidr_el2, x0
2:	adr	x2, purgatory_start
	add	x0, x2, #PURGATORY_STACK
	add	x1, x2, #PURGATORY_TABLES
	cmp	x23, #0
	csel	x1, x1, x0, eq
	isb				/* the count is written before the next fault */
	bl	mmu_off
	state_address x0
	mov	sp, x0
	mov	x1, x20
	mov	x2, x21
	mov	x3, x22
	mov	x29, xzr
	bl	exception_report
	b	enter
	.size	exception, . - exception

	.section .text.vectors, "ax", %progbits
	/* 16 entries of 128 bytes, all alike (Arm ARM D1.3.1.5) */
	.balign	2048
vectors:
	.rept	16
	.balign	128
	b	exception
	.endr

	ASSEMBLY_END
