/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turns MMU and caches on and off. Registers are written whole; HCR_EL2 is never written. docs/purgatory.md gives the reason of
 * each barrier, mmu.h the contracts.
 */
#include "arch/arm64/purgatory/assembly.h"
#include "common/assembly-end.h"

	.section .text.small, "ax", %progbits

	/* x3: MAIR; x4: TCR; x5: TTBR0 */
	.macro	set_up level, tcr2
	msr	mair_\level, x3
	msr	tcr_\level, x4
	msr	ttbr0_\level, x5
	mrs	x7, ID_AA64MMFR3_EL1
	ubfx	x7, x7, #ID_AA64MMFR3_TCRX_SHIFT, #4
	cbz	x7, .Lno_tcr2\@
	msr	\tcr2, xzr		/* no indirect or overlaid permissions, no 128-bit descriptors */
.Lno_tcr2\@:
	.endm

	function mmu_on
	ldp	x3, x4, [x0]
	ldr	x5, [x0, #16]
	if_plain_el2 x7, 1f
	set_up	el1, TCR2_EL1
	constant x6, SCTLR_EL1_ON
	b	2f
1:	set_up	el2, TCR2_EL2
	constant x6, SCTLR_EL2_ON
2:	isb
	invalidate_tlb x7
	/* Stores with caches off are in memory only: a line that stayed in a cache would hide them. */
	dsb	sy
mmu_on_invalidate:
	each_line ivac, x1, x2, x8, x9
	dsb	sy
	if_plain_el2 x7, 1f
	isb
	msr	sctlr_el1, x6
	b	2f
1:	isb
	msr	sctlr_el2, x6
2:	isb
	invalidate_icache
	ret
	end_function mmu_on

	function mmu_off
	dsb	sy
mmu_off_clean:
	each_line civac, x0, x1, x8, x9
	dsb	sy
	if_plain_el2 x7, 1f
	constant x6, SCTLR_EL1_OFF | SCTLR_I
	isb				/* right before M is cleared: Falkor erratum 1041 */
	msr	sctlr_el1, x6
	b	2f
1:	constant x6, SCTLR_EL2_OFF | SCTLR_I
	isb
	msr	sctlr_el2, x6
2:	isb
	invalidate_tlb x7
	invalidate_icache
	ret
	end_function mmu_off

	function cache_clean
	dsb	sy
	add	x1, x0, x1
cache_clean_lines:
	each_line civac, x0, x1, x8, x9
	dsb	sy
	ret
	end_function cache_clean

	ASSEMBLY_END
