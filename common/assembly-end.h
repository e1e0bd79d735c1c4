/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ASSEMBLY_END is the last line of each assembly file: the notes that a C compiler would write. One file without them takes from the
 * whole program what the others promise.
 *   .note.GNU-stack     no stack needs to be executable
 *   .note.gnu.property  landing pads, and shadow stacks or signed return addresses, if the compiler's flags ask for them in C
 *                       (Arm, "ELF for the Arm 64-bit Architecture", and the processor supplements of other ABIs, "Program Property")
 */
#ifndef WARMKEXEC_COMMON_ASSEMBLY_END_H
#define WARMKEXEC_COMMON_ASSEMBLY_END_H

/* clang-format off: it takes this for C */

/* Sizes of name and properties, NT_GNU_PROPERTY_TYPE_0, the name; a property, its size, its value, and up to 8 bytes. */
#define ASSEMBLY_PROPERTY(kind, value) \
	.section .note.gnu.property, "a", %note; .balign 8; .long 4, 16, 5; .asciz "GNU"; .long kind, 4, value, 0

#if defined(__ARM_FEATURE_BTI_DEFAULT) && defined(__ARM_FEATURE_PAC_DEFAULT)
#define ASSEMBLY_PROPERTIES ASSEMBLY_PROPERTY(0xc0000000, 3) /* our functions store no return address that could be signed */
#elif defined(__LP64__) && defined(__CET__)
#define ASSEMBLY_PROPERTIES ASSEMBLY_PROPERTY(0xc0000002, __CET__)
#else
#define ASSEMBLY_PROPERTIES
#endif

#define ASSEMBLY_END .section .note.GNU-stack, "", %progbits; ASSEMBLY_PROPERTIES

#endif
