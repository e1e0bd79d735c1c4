/* SPDX-License-Identifier: GPL-2.0-only */
/* Starts the virtual machine of a rehearsal. */
#ifndef WARMKEXEC_COMMAND_REHEARSE_START_H
#define WARMKEXEC_COMMAND_REHEARSE_START_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kexec/base/blob.h"

struct arch_rehearsal;
struct diag;
struct host_qemu;
struct stage;

struct rehearse_wish {
	const struct stage *stage; /* virtual, processor, cpus and ram of it */
	bool native;		   /* try the host's processors first */
	uint64_t entry;		   /* the first instruction; not used if there is a command line */
	const char *cmdline;	   /* of a kernel that QEMU starts itself; NULL: it does not */
	struct view kernel, initrd; /* of that kernel */
};

struct rehearse_machine {
	bool native; /* by the host's processors */
	size_t cpus;
	char no_kvm[300]; /* why it is not native although that was tried; "": it is, or was not tried */
};

/*
 * Starts the machine, and waits until it is complete and stands before its first instruction. If it cannot run by the host's
 * processors, it is emulated. *qemu: HOST_QEMU_NONE; the caller ends it. trace: gets QEMU's command line, or NULL.
 * Returns 0, or -errno with the reason: of host_qemu_start() and rehearse_await().
 */
int rehearse_start_machine(const struct rehearse_wish *wish, FILE *trace, struct host_qemu *qemu, struct rehearse_machine *ret,
			   struct diag *diag);

#endif
