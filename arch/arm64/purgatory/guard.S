/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first check, before anything else of the purgatory runs: is its code what the loader wrote? Damaged code could do anything, wait
 * for ever, say that all is well, so it is not asked: this file says a line and resets the machine by itself.
 *
 * Everything up to PURGATORY_CHECKED runs unchecked. It is short, and mostly a loop that ends or faults.
 */
#include "arch/arm64/purgatory/assembly.h"
#include "common/assembly-end.h"
#include "common/handoff.h"

#define PSCI_SYSTEM_RESET	0x84000009	/* Arm DEN 0022, 5.10 */
#define PL011			1		/* enum handoff_console_type */
#define PL011_FR		0x18		/* DDI 0183, 3.3.3 */
#define UART_8250		2
#define UART_LSR		5		/* a register's number */
#define READY			5		/* a bit's number: 8250: there is room; PL011: there is none */
#define POLLS			0x10000
#define RESET_FIRMWARE		1		/* enum handoff_reset_kind */
#define RESET_SIZE		24		/* struct handoff_reset */
#define CONDUIT_HVC		1		/* enum arm64_conduit */

	.section .text.guard, "ax", %progbits

	/*
	 * Returns if the code is what the loader wrote, or if the code is to be used all the same: it cannot be reset from here, or
	 * --on-mismatch or --no-checks want to go on. Changes x0 to x17, x23, x24.
	 */
	function guard
	adr	x0, purgatory_start
	add	x1, x0, #HANDOFF_OFFSET
	add	x0, x0, #PURGATORY_CHECKED
	mov	x2, xzr
	/* handoff_code_check() */
1:	ldp	x3, x4, [x0], #16
	eor	x2, x3, x2, ror #63
	eor	x2, x4, x2, ror #63
	cmp	x0, x1
	b.lo	1b
	eor	x2, x2, x2, lsr #32
	ldr	w3, [x1, #HANDOFF_CODE_CHECK]
	cmp	w2, w3
	b.ne	damaged
	ret

	/* Both emergency blocks begin with on_mismatch and flags: 0 is a reset; HANDOFF_TIMING does not count. */
damaged:
	ldr	x2, [x1, #HANDOFF_EMERGENCY]
	ldr	x3, [x1, #HANDOFF_EMERGENCY + HANDOFF_EMERGENCY_SIZE]
	orr	x2, x2, x3
	tst	x2, #0x1ffffffff
	b.ne	leave
	add	x23, x1, #HANDOFF_EMERGENCY

	/* x6: the data register, x7: the status register, w10: inverts its bit, w4: the width of both */
	ldp	w2, w3, [x23, #HANDOFF_EMERGENCY_CONSOLE]
	ldp	w4, w5, [x23, #HANDOFF_EMERGENCY_CONSOLE + 8]
	ldr	x6, [x23, #HANDOFF_EMERGENCY_CONSOLE + 16]
	cbnz	w5, reset_steps		/* not in memory */
	cmp	w2, #UART_8250
	mov	x7, #UART_LSR
	lsl	x7, x7, x3
	mov	w10, wzr
	b.eq	1f
	cmp	w2, #PL011
	b.ne	reset_steps
	mov	x7, #PL011_FR
	mov	w10, #(1 << READY)
	mov	w4, #4
1:	add	x7, x6, x7
	adr	x8, text

next_character:
	ldrb	w11, [x8], #1
	cbz	w11, 3f
	mov	w12, #POLLS
	cmp	w4, #1
	b.eq	2f
1:	ldr	w13, [x7]
	eor	w13, w13, w10
	sub	w12, w12, #1
	cbz	w12, reset_steps
	tbz	w13, #READY, 1b
	str	w11, [x6]
	b	next_character
2:	ldrb	w13, [x7]
	sub	w12, w12, #1
	cbz	w12, reset_steps
	tbz	w13, #READY, 2b
	strb	w11, [x6]
	b	next_character

	/* 8 ms, for what is still in the UART. */
3:	mrs	x2, cntfrq_el0
	mrs	x3, cntvct_el0
1:	mrs	x4, cntvct_el0
	sub	x4, x4, x3
	cmp	x4, x2, lsr #7
	b.lo	1b

reset_steps:
	add	x23, x23, #HANDOFF_EMERGENCY_RESET
	mov	w24, #HANDOFF_RESETS_MAX
1:	ldr	w2, [x23]
	ldr	x3, [x23, #16]
	cmp	w2, #RESET_FIRMWARE
	b.ne	3f
	constant w0, PSCI_SYSTEM_RESET
	mrs	x4, CurrentEL
	cmp	x4, #CURRENT_EL_EL2	/* an HVC would come back */
	b.eq	2f
	cmp	x3, #CONDUIT_HVC
	b.ne	2f
	dsb	sy
	hvc	#0
	b	3f
2:	dsb	sy
	smc	#0
3:	add	x23, x23, #RESET_SIZE
	sub	w24, w24, #1
	cbnz	w24, 1b
leave:	ret
	end_function guard

text:	.asciz	"purgatory: its own code is damaged: resetting the machine\r\n"

	ASSEMBLY_END
