/* SPDX-License-Identifier: GPL-2.0-only */
/* QEMU's command line for a rehearsal. */
#ifndef WARMKEXEC_REHEARSE_QEMU_LINE_H
#define WARMKEXEC_REHEARSE_QEMU_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"

struct arch_rehearsal;

/* The descriptors that QEMU inherits: the file that is the machine's RAM, its monitor, and the machine's console. */
enum {
	QEMU_FD_MEMORY = 3,
	QEMU_FD_MONITOR = 4,
	QEMU_FD_CONSOLE = 5,
	QEMU_FD_KERNEL = 6, /* and its initramfs, if QEMU starts a kernel itself */
	QEMU_FD_INITRD = 7,
};

struct qemu_request {
	const struct arch_rehearsal *virtual;
	bool native;	       /* by the host's processors: KVM */
	const char *processor; /* of an emulated machine */
	size_t cpus;
	struct range ram; /* from the start of the board's RAM */
	uint64_t entry;	  /* the first instruction */
	const char *cmdline; /* of a kernel that QEMU starts itself instead; NULL: it does not */
};

#define QEMU_WORDS_MAX 40

/* Not to be copied: the words point into it, and to the request's texts. */
struct qemu_line {
	char *word[QEMU_WORDS_MAX]; /* the program first, NULL at the end */
	const char *package;	    /* the request's: where distributions have the program */
	char machine[128], cpus[24], memory[32], ram[128], entry[64], monitor[48], console[48], kernel[32], initrd[32];
};

/* The machine waits until the monitor says "cont", and ends at a reset. */
void qemu_line_make(const struct qemu_request *request, struct qemu_line *ret);

#endif
