/* SPDX-License-Identifier: GPL-2.0-only */
/* Starts the virtual machine of a rehearsal. */
#ifndef WARMKEXEC_COMMAND_REHEARSE_START_H
#define WARMKEXEC_COMMAND_REHEARSE_START_H

#include <stdbool.h>
#include <stddef.h>

struct diag;
struct host_qemu;
struct invocation;
struct stage;

struct rehearse_machine {
	bool native; /* by the host's processors */
	size_t cpus;
};

/*
 * Starts the machine, and waits until it is complete and stands before its first instruction. *qemu: HOST_QEMU_NONE; the caller
 * ends it. Returns 0, or -errno with the reason: of host_qemu_start() and rehearse_await().
 */
int rehearse_start_machine(const struct invocation *invocation, const struct stage *stage, struct host_qemu *qemu,
			   struct rehearse_machine *ret, struct diag *diag);

#endif
