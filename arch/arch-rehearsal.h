/* SPDX-License-Identifier: GPL-2.0-only */
/* The virtual machine in which a load of an architecture is rehearsed. Data, and two judgements; kexec/rehearse/ uses it. */
#ifndef WARMKEXEC_ARCH_ARCH_REHEARSAL_H
#define WARMKEXEC_ARCH_ARCH_REHEARSAL_H

#include <stddef.h>
#include <stdint.h>

#include "common/range.h"
#include "kexec/base/blob.h"

struct handoff_console;
struct machine;

struct arch_rehearsal {
	const char *program; /* QEMU for the architecture, found by PATH */
	const char *package; /* where distributions have it, for a hint */
	uint16_t elf_machine; /* EM_* of <elf.h>, of its programs */
	const char *native;  /* the machine that uname(2) names on a host that runs such kernels itself */
	const char *board, *native_board; /* the value of -machine: emulated, and by the host's processors */
	struct range ram;		  /* where the board can have RAM, which begins at the start of this */
	const struct handoff_console *console; /* the board's UART */
	size_t registers_size;	/* bytes of struct elf_prstatus, which a crash note holds */
	const char *words;		  /* for the next kernel's command line: that UART is its console */

	/* QEMU's model of a processor that is as the machine's, or that runs any kernel if the machine's is not known. */
	const char *(*processor)(const struct machine *machine);

	/*
	 * An ELF program that reports and then starts the initrd's own init (docs/rehearse.md); started as "first" it arms and crashes a
	 * kernel. Empty if this build has none.
	 */
	struct view (*init)(void);
};

#endif
