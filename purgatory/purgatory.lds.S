/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The blob is everything between 0 and purgatory_end. Anything else that a compiler or linker makes and that would have to be in
 * memory is an error here (and by --orphan-handling=error), not a surprise between two kernels.
 */
#include "common/handoff.h"

ENTRY(purgatory_start)

PHDRS
{
	blob PT_LOAD FLAGS(5);
	unused PT_LOAD FLAGS(6);
}

SECTIONS
{
	. = 0;
	.text : {
		KEEP(*(.text.entry))
		KEEP(*(.text.guard))
		purgatory_unchecked_end = .;
		. = PURGATORY_CHECKED;
		/* Fills the gap in front of the vectors, which are aligned. */
		*(.text.small)
		KEEP(*(.text.vectors))
		*(.text .text.*)
	} :blob
	.rodata : {
		*(.rodata .rodata.*)
	} :blob
	purgatory_end = .;

	/* Written data would have to be in the blob, or to be zeroed. */
	.data : {
		*(.data .data.* .sdata .sdata.* .init_array .init_array.* .tdata .tdata.*)
	} :unused
	.bss : {
		*(.bss .bss.* .sbss .sbss.* .dynbss COMMON .tbss .tbss.*)
	} :unused
	/* Nobody applies relocations. */
	.rela.dyn : {
		*(.rela .rela.* .relr .relr.*)
	} :unused
	.got : {
		*(.got)
	} :unused

	/* The linker makes these for a dynamic loader, which does not exist here. */
	.dynamic : { *(.dynamic) } :unused
	.dynsym : { *(.dynsym) } :unused
	.dynstr : { *(.dynstr) } :unused
	.hash : { *(.hash) } :unused
	.gnu.hash : { *(.gnu.hash) } :unused
	.gnu.version : { *(.gnu.version) } :unused
	.gnu.version_d : { *(.gnu.version_d) } :unused
	.gnu.version_r : { *(.gnu.version_r) } :unused
	.interp : { *(.interp) } :unused
	.got.plt : { *(.got.plt) } :unused
	.plt : { *(.plt) } :unused
	.iplt : { *(.iplt) } :unused
	/DISCARD/ : {
		*(.note .note.* .comment .eh_frame .eh_frame.* .eh_frame_hdr .ARM.attributes .llvm_addrsig)
	}

	/* For the source line of an address in the report of an exception. */
	.debug_abbrev 0 : { *(.debug_abbrev) } :NONE
	.debug_addr 0 : { *(.debug_addr) } :NONE
	.debug_aranges 0 : { *(.debug_aranges) } :NONE
	.debug_frame 0 : { *(.debug_frame) } :NONE
	.debug_info 0 : { *(.debug_info) } :NONE
	.debug_line 0 : { *(.debug_line) } :NONE
	.debug_line_str 0 : { *(.debug_line_str) } :NONE
	.debug_loc 0 : { *(.debug_loc) } :NONE
	.debug_loclists 0 : { *(.debug_loclists) } :NONE
	.debug_macro 0 : { *(.debug_macro) } :NONE
	.debug_names 0 : { *(.debug_names) } :NONE
	.debug_ranges 0 : { *(.debug_ranges) } :NONE
	.debug_rnglists 0 : { *(.debug_rnglists) } :NONE
	.debug_str 0 : { *(.debug_str) } :NONE
	.debug_str_offsets 0 : { *(.debug_str_offsets) } :NONE
	.symtab 0 : { *(.symtab) } :NONE
	.strtab 0 : { *(.strtab) } :NONE
	.shstrtab 0 : { *(.shstrtab) } :NONE
}

ASSERT(purgatory_start == 0, "purgatory: the entry point is not at the start")
ASSERT(purgatory_unchecked_end <= PURGATORY_CHECKED, "purgatory: what runs before the check of the code reaches into what it checks")
ASSERT(purgatory_end <= HANDOFF_OFFSET, "purgatory: code and constants reach into the handoff")
ASSERT(SIZEOF(.data) == 0, "purgatory: has initialised data")
ASSERT(SIZEOF(.bss) == 0, "purgatory: has zeroed data")
ASSERT(SIZEOF(.rela.dyn) == 0, "purgatory: has relocations")
/* The header of the table has 8 bytes and exists even if the table is empty. */
ASSERT(SIZEOF(.got) <= 8, "purgatory: has a global offset table")
