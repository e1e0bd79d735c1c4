/* SPDX-License-Identifier: GPL-2.0-only */
/* Names and macros for the assembly files. */
#ifndef WARMKEXEC_ARCH_ARM64_PURGATORY_ASSEMBLY_H
#define WARMKEXEC_ARCH_ARM64_PURGATORY_ASSEMBLY_H

#include "arch/arm64/regime.h"

/* clang-format off: it takes this for C */

/* Registers whose names an older assembler does not know (Arm ARM D24.2). */
#define ID_AA64MMFR3_EL1 S3_0_C0_C7_3
#define ID_AA64PFR1_EL1 S3_0_C0_C4_1
#define TCR2_EL1 S3_0_C2_C0_3
#define TCR2_EL2 S3_4_C2_C0_3
#define SMSTOP .inst 0xd503467f

	.macro	function name
	.globl	\name
	.hidden	\name
	.type	\name, %function
\name:
	.endm

	.macro	end_function name
	.size	\name, . - \name
	.endm

	/* Loads a constant of 32 bits. */
	.macro	constant reg, value
	mov	\reg, #((\value) & 0xffff)
	movk	\reg, #((\value) >> 16 & 0xffff), lsl #16
	.endm

	/*
	 * Jumps to \label at EL2 without HCR_EL2.E2H: its registers have their own layout. Falls through at EL1, and at EL2 with
	 * E2H: there the names of EL1 reach the registers of EL2 (Arm ARM D13.4, "FEAT_VHE, register redirection").
	 */
	.macro	if_plain_el2 tmp, label
	mrs	\tmp, CurrentEL
	cmp	\tmp, #CURRENT_EL_EL2
	b.ne	.Lel1_names\@
	mrs	\tmp, hcr_el2
	tbz	\tmp, #HCR_EL2_E2H_BIT, \label
.Lel1_names\@:
	.endm

	/* Invalidates all entries of this processor only: no other processor runs (Arm ARM D8.17). */
	.macro	invalidate_tlb tmp
	mrs	\tmp, CurrentEL
	cmp	\tmp, #CURRENT_EL_EL2
	b.eq	.Ltlb_el2\@
	tlbi	vmalle1
	b	.Ltlb_end\@
.Ltlb_el2\@:
	tlbi	alle2			/* also with E2H, for any HCR_EL2.TGE */
.Ltlb_end\@:
	dsb	nsh
	isb
	.endm

	.macro	invalidate_icache
	ic	iallu
	dsb	nsh
	isb
	.endm

	/* Executes dc \operation on every line of [\from, \to). Changes \from, \line and \tmp. */
	.macro	each_line operation, from, to, line, tmp
	mrs	\tmp, ctr_el0
	ubfx	\tmp, \tmp, #16, #4	/* DminLine: log2 of the words in a line */
	mov	\line, #4
	lsl	\line, \line, \tmp
	sub	\tmp, \line, #1
	bic	\from, \from, \tmp
.Lline\@:
	cmp	\from, \to
	b.hs	.Ldone\@
	dc	\operation, \from
	add	\from, \from, \line
	b	.Lline\@
.Ldone\@:
	.endm

#endif
