/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The block functions of common/sha256.h with FEAT_SHA256 (Arm ARM C7.2, SHA256H and related). In assembly, because the purgatory
 * is compiled with -mstrict-align, under which gcc 12 loads byte by byte, and with -mgeneral-regs-only, which forbids these
 * registers. The same file is assembled for the loader.
 *
 * Each byte is loaded once, 16 bytes at a time. With the MMU off the data must be aligned to 16 bytes.
 *
 *   x0 state   x1 data, the source   x2 blocks   x3 the destination
 *   v0-v3      16 words of the message schedule
 *   v4, v5     a-d and e-h
 *   v6, v7     words and constants of four rounds, added: these and the next
 *   v8         a-d before the rounds, which SHA256H2 needs, too
 *   v9, v10    a-h before the block
 *   v16-v31    all constants
 */
#include "common/assembly-end.h"

	.arch	armv8-a+crypto
	.text

	/* The callers jump here by a register: BTI C, as older assemblers know it and older processors ignore it (Arm ARM C6.2.42). */
	.macro	landing_pad
#ifdef __ARM_FEATURE_BTI_DEFAULT
	hint	#34
#endif
	.endm

	/*
	 * Does four rounds with v\now = words + constants. Meanwhile it makes v\next = v\w + v\k for the next four rounds, which
	 * costs no time. Keeps the old a-d in v\kept.
	 */
	.macro	rounds now, next, w, k, kept=8
	mov	v\kept\().16b, v4.16b
	sha256h	q4, q5, v\now\().4s
	.ifnb	\w
	add	v\next\().4s, v\w\().4s, v\k\().4s
	.endif
	sha256h2 q5, q\kept, v\now\().4s
	.endm

	/* The words 16 further on take the place of v\w0 (FIPS 180-4, 6.2.2 step 1). */
	.macro	schedule w0, w1, w2, w3
	sha256su0 v\w0\().4s, v\w1\().4s
	sha256su1 v\w0\().4s, v\w2\().4s, v\w3\().4s
	.endm

	/* 16 rounds, v\k0 to v\k3 being the constants of the next four rounds each. */
	.macro	rounds_16 k0, k1, k2, k3, kept=8
	rounds	6, 7, 1, \k0, \kept
	schedule 0, 1, 2, 3
	rounds	7, 6, 2, \k1
	schedule 1, 2, 3, 0
	rounds	6, 7, 3, \k2
	schedule 2, 3, 0, 1
	rounds	7, 6, 0, \k3
	schedule 3, 0, 1, 2
	.endm

	.macro	function name, copy
	.globl	\name
	.hidden	\name
	.type	\name, %function
	.p2align 4
\name:
	landing_pad
	adr	x4, constants
	stp	d8, d9, [sp, #-32]!
	str	d10, [sp, #16]
	ld1	{v16.4s-v19.4s}, [x4], #64
	ld1	{v20.4s-v23.4s}, [x4], #64
	ld1	{v24.4s-v27.4s}, [x4], #64
	ld1	{v28.4s-v31.4s}, [x4]
	ldp	q4, q5, [x0]
	cbz	x2, 2f
1:	ldp	q0, q1, [x1], #32
	ldp	q2, q3, [x1], #32
	.if	\copy
	stp	q0, q1, [x3], #32
	stp	q2, q3, [x3], #32
	.endif
	rev32	v0.16b, v0.16b
	rev32	v1.16b, v1.16b
	rev32	v2.16b, v2.16b
	rev32	v3.16b, v3.16b
	add	v6.4s, v0.4s, v16.4s
	mov	v10.16b, v5.16b
	sub	x2, x2, #1
	rounds_16 17, 18, 19, 20, kept=9
	rounds_16 21, 22, 23, 24
	rounds_16 25, 26, 27, 28
	rounds	6, 7, 1, 29
	rounds	7, 6, 2, 30
	rounds	6, 7, 3, 31
	rounds	7
	add	v4.4s, v4.4s, v9.4s
	add	v5.4s, v5.4s, v10.4s
	cbnz	x2, 1b
2:	stp	q4, q5, [x0]
	ldr	d10, [sp, #16]
	ldp	d8, d9, [sp], #32
	ret
	.size	\name, . - \name
	.endm

	/* void sha256_armv8_blocks(uint32_t state[8], const uint8_t *data, size_t blocks) */
	function sha256_armv8_blocks, 0

	/* void sha256_armv8_copy_blocks(uint32_t state[8], const uint8_t *src, size_t blocks, uint8_t *dst) */
	function sha256_armv8_copy_blocks, 1

	/*
	 * Two messages at a time: a processor waits for the result of each SHA256H, and does the rounds of the other message
	 * meanwhile. x0 and x1 are the state and the data of the first message, x2 and x3 those of the second, x4 the blocks. x5 and x6
	 * are the destinations, or x5 is 0.
	 *
	 *   v0-v3, v16-v19    16 words of the message schedule, of the first and the second message
	 *   v4, v5, v20, v21  a-d and e-h
	 *   v6, v7, v22, v23  a-h before the block
	 *   v24, v25          words and constants of four rounds, added
	 *   v26, v27          a-d before the rounds
	 *   v8-v15, v29-v31   the first eleven vectors of constants
	 *   v28               each of the other five, loaded when it is its turn
	 */
	.macro	pair_rounds k, a, b, kept_a=26, kept_b=27
	add	v24.4s, v\a\().4s, v\k\().4s
	add	v25.4s, v\b\().4s, v\k\().4s
	mov	v\kept_a\().16b, v4.16b
	mov	v\kept_b\().16b, v20.16b
	sha256h	q4, q5, v24.4s
	sha256h	q20, q21, v25.4s
	sha256h2 q5, q\kept_a, v24.4s
	sha256h2 q21, q\kept_b, v25.4s
	.endm

	.macro	pair_schedule w0, w1, w2, w3, x0, x1, x2, x3
	sha256su0 v\w0\().4s, v\w1\().4s
	sha256su0 v\x0\().4s, v\x1\().4s
	sha256su1 v\w0\().4s, v\w2\().4s, v\w3\().4s
	sha256su1 v\x0\().4s, v\x2\().4s, v\x3\().4s
	.endm

	/* Four rounds with the constants at this offset of the table. */
	.macro	pair_rounds_loaded offset, a, b
	ldr	q28, [x8, #\offset]
	pair_rounds 28, \a, \b
	.endm

	/*
	 * void sha256_armv8_pair_blocks(uint32_t a[8], const uint8_t *a_data, uint32_t b[8], const uint8_t *b_data, size_t blocks,
	 *				 uint8_t *a_copy)
	 */
	.globl	sha256_armv8_pair_blocks
	.hidden	sha256_armv8_pair_blocks
	.type	sha256_armv8_pair_blocks, %function
	.p2align 4
sha256_armv8_pair_blocks:
	landing_pad
	adr	x8, constants
	sub	x6, x3, x1
	add	x6, x6, x5
	stp	d8, d9, [sp, #-64]!
	stp	d10, d11, [sp, #16]
	stp	d12, d13, [sp, #32]
	stp	d14, d15, [sp, #48]
	ldp	q8, q9, [x8]
	ldp	q10, q11, [x8, #32]
	ldp	q12, q13, [x8, #64]
	ldp	q14, q15, [x8, #96]
	ldp	q29, q30, [x8, #128]
	ldr	q31, [x8, #160]
	ldp	q4, q5, [x0]
	ldp	q20, q21, [x2]
	cbz	x4, 2f
1:	ldp	q0, q1, [x1], #32
	ldp	q16, q17, [x3], #32
	ldp	q2, q3, [x1], #32
	ldp	q18, q19, [x3], #32
	cbz	x5, 3f
	stp	q0, q1, [x5], #32
	stp	q16, q17, [x6], #32
	stp	q2, q3, [x5], #32
	stp	q18, q19, [x6], #32
3:	rev32	v0.16b, v0.16b
	rev32	v16.16b, v16.16b
	rev32	v1.16b, v1.16b
	rev32	v17.16b, v17.16b
	rev32	v2.16b, v2.16b
	rev32	v18.16b, v18.16b
	rev32	v3.16b, v3.16b
	rev32	v19.16b, v19.16b
	mov	v7.16b, v5.16b
	mov	v23.16b, v21.16b
	sub	x4, x4, #1
	pair_rounds 8, 0, 16, 6, 22
	pair_schedule 0, 1, 2, 3, 16, 17, 18, 19
	pair_rounds 9, 1, 17
	pair_schedule 1, 2, 3, 0, 17, 18, 19, 16
	pair_rounds 10, 2, 18
	pair_schedule 2, 3, 0, 1, 18, 19, 16, 17
	pair_rounds 11, 3, 19
	pair_schedule 3, 0, 1, 2, 19, 16, 17, 18
	pair_rounds 12, 0, 16
	pair_schedule 0, 1, 2, 3, 16, 17, 18, 19
	pair_rounds 13, 1, 17
	pair_schedule 1, 2, 3, 0, 17, 18, 19, 16
	pair_rounds 14, 2, 18
	pair_schedule 2, 3, 0, 1, 18, 19, 16, 17
	pair_rounds 15, 3, 19
	pair_schedule 3, 0, 1, 2, 19, 16, 17, 18
	pair_rounds 29, 0, 16
	pair_schedule 0, 1, 2, 3, 16, 17, 18, 19
	pair_rounds 30, 1, 17
	pair_schedule 1, 2, 3, 0, 17, 18, 19, 16
	pair_rounds 31, 2, 18
	pair_schedule 2, 3, 0, 1, 18, 19, 16, 17
	pair_rounds_loaded 176, 3, 19
	pair_schedule 3, 0, 1, 2, 19, 16, 17, 18
	pair_rounds_loaded 192, 0, 16
	pair_rounds_loaded 208, 1, 17
	pair_rounds_loaded 224, 2, 18
	pair_rounds_loaded 240, 3, 19
	add	v4.4s, v4.4s, v6.4s
	add	v20.4s, v20.4s, v22.4s
	add	v5.4s, v5.4s, v7.4s
	add	v21.4s, v21.4s, v23.4s
	cbnz	x4, 1b
2:	stp	q4, q5, [x0]
	stp	q20, q21, [x2]
	ldp	d10, d11, [sp, #16]
	ldp	d12, d13, [sp, #32]
	ldp	d14, d15, [sp, #48]
	ldp	d8, d9, [sp], #64
	ret
	.size	sha256_armv8_pair_blocks, . - sha256_armv8_pair_blocks

	/* FIPS 180-4, 4.2.2; next to the code, so that ADR reaches them wherever both are linked */
	.type	constants, %object
	.p2align 4
constants:
	.word	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5
	.word	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174
	.word	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da
	.word	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967
	.word	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85
	.word	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070
	.word	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3
	.word	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
	.size	constants, . - constants

	ASSEMBLY_END
