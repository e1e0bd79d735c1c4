/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arch_move() of purgatory/contract.h: x0 to, x1 from, x2 size. Copies 64 bytes at a time in pairs of general registers, and the
 * last bytes one by one. Both addresses stay aligned to 8 bytes, so that it works with the MMU off.
 */
#include "arch/arm64/purgatory/assembly.h"
#include "common/assembly-end.h"

	.section .text.small, "ax", %progbits

	function arch_move
	sub	x3, x0, x1
	cmp	x3, x2			/* unsigned: to is in [from, from + size) */
	b.lo	down

	bic	x4, x2, #63
	and	x5, x2, #63
	add	x4, x1, x4
1:	cmp	x1, x4
	b.hs	2f
	ldp	x6, x7, [x1]
	ldp	x8, x9, [x1, #16]
	ldp	x10, x11, [x1, #32]
	ldp	x12, x13, [x1, #48]
	stp	x6, x7, [x0]
	stp	x8, x9, [x0, #16]
	stp	x10, x11, [x0, #32]
	stp	x12, x13, [x0, #48]
	add	x1, x1, #64
	add	x0, x0, #64
	b	1b
2:	cbz	x5, 3f
	ldrb	w6, [x1], #1
	strb	w6, [x0], #1
	sub	x5, x5, #1
	b	2b
3:	ret

down:	add	x6, x0, x2
	add	x7, x1, x2
	and	x5, x2, #63
4:	cbz	x5, 5f
	ldrb	w8, [x7, #-1]!
	strb	w8, [x6, #-1]!
	sub	x5, x5, #1
	b	4b
5:	cmp	x7, x1
	b.ls	6f
	ldp	x8, x9, [x7, #-16]
	ldp	x10, x11, [x7, #-32]
	ldp	x12, x13, [x7, #-48]
	ldp	x14, x15, [x7, #-64]!
	stp	x8, x9, [x6, #-16]
	stp	x10, x11, [x6, #-32]
	stp	x12, x13, [x6, #-48]
	stp	x14, x15, [x6, #-64]!
	b	5b
6:	ret
	end_function arch_move

	ASSEMBLY_END
