/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The next kernel's part on a bare machine: says how it was entered in one line, then switches the machine off. It lies at
 * the start of the file that is loaded as the kernel, and runs wherever that is. With -DAGAIN it resets the machine instead.
 */
#define UART		0x09000000	/* the PL011 of QEMU's virt machine; its transmitter never waits */
#define PARAM_TIME	0x40010010	/* the launcher left the time of its jump there */
#define PARAM_COMPARE	0x40010018	/* two addresses, and how many bytes there should be the same; 0 for none */
#ifdef AGAIN
#define PSCI_END	0x84000009	/* SYSTEM_RESET */
#else
#define PSCI_END	0x84000008	/* SYSTEM_OFF */
#endif

	.macro	say text
	adr	x0, .Ltext\@
	bl	puts
	b	.Lover\@
.Ltext\@:
	.asciz	"\text"
	.balign	4
.Lover\@:
	.endm

	.macro	show name, value
	say	" \name="
	mov	x0, \value
	bl	puthex
	.endm

	.text
	.globl	_start
_start:
	mrs	x25, cntvct_el0
	mov	x20, x0
	mov	x21, x1
	mov	x22, x2
	mov	x23, x3
	mrs	x26, daif
	mrs	x28, spsel
	mrs	x24, CurrentEL
	lsr	x24, x24, #2
	cmp	x24, #2
	b.eq	1f
	mrs	x27, sctlr_el1
	b	2f
1:	mrs	x27, sctlr_el2
2:	ldr	x1, =PARAM_TIME
	ldr	x1, [x1]
	sub	x25, x25, x1

	say	"next:"
	show	x0, x20
	show	x1, x21
	show	x2, x22
	show	x3, x23
	show	el, x24
	show	daif, x26
	show	spsel, x28
	show	sctlr, x27
	show	ticks, x25
	bl	compare
	mov	x19, x0
	tbnz	x19, #63, 3f
	show	same, x19
3:	say	" OK\n"

	ldr	w0, =PSCI_END
	cmp	x24, #2
	b.eq	3f
	hvc	#0
3:	smc	#0
4:	wfi
	b	4b

compare:				/* x0: 1 the same, 0 not, -1 nobody wants to know */
	ldr	x4, =PARAM_COMPARE
	ldp	x5, x6, [x4]
	ldr	x7, [x4, #16]
	mov	x0, #-1
	cbz	x7, 3f
	mov	x0, #1
1:	ldrb	w8, [x5], #1
	ldrb	w9, [x6], #1
	cmp	w8, w9
	b.ne	2f
	subs	x7, x7, #1
	b.ne	1b
	ret
2:	mov	x0, #0
3:	ret

putc:	ldr	x2, =UART			/* w1: the character */
	str	w1, [x2]
	ret

puts:	mov	x9, x30				/* x0: the text */
	mov	x8, x0
1:	ldrb	w1, [x8], #1
	cbz	w1, 2f
	bl	putc
	b	1b
2:	ret	x9

puthex:	mov	x9, x30				/* x0: the number; without leading zeros */
	mov	x8, #60
1:	lsr	x1, x0, x8
	cbnz	x1, 2f
	cbz	x8, 2f
	sub	x8, x8, #4
	b	1b
2:	lsr	x1, x0, x8
	and	x1, x1, #15
	cmp	x1, #10
	add	x3, x1, #'a' - 10
	add	x1, x1, #'0'
	csel	x1, x1, x3, lo
	bl	putc
	cbz	x8, 3f
	sub	x8, x8, #4
	b	2b
3:	ret	x9

	.ltorg
	.section .note.GNU-stack, "", %progbits
