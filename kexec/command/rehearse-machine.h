/* SPDX-License-Identifier: GPL-2.0-only */
/* The virtual machine of a rehearsal, from its start to the first instruction of the load. */
#ifndef WARMKEXEC_COMMAND_REHEARSE_MACHINE_H
#define WARMKEXEC_COMMAND_REHEARSE_MACHINE_H

#include <stdbool.h>

struct crash_stage;
struct diag;
struct host_qemu;
struct invocation;
struct load;
struct rehearse_machine;
struct stage;

/*
 * Starts the machine, completes the load for it, writes the load into its memory and lets it run. *qemu: HOST_QEMU_NONE; the
 * caller ends it. Returns 0, or -errno with the reason.
 */
int rehearse_begin(const struct invocation *invocation, struct stage *stage, struct load *load, struct host_qemu *qemu,
		   struct rehearse_machine *ret, struct diag *diag);

/*
 * The same for --rehearse=crash: finds the kexec that runs there, makes the load ready for it, starts the machine and lets its first
 * kernel run. guest_kexec: of --guest-kexec, or NULL; skip_checks: -i. The caller releases *ret_stage.
 * Returns 0, or -errno with the reason: of find_guest_kexec(), load_stage_crash(), rehearse_start_machine()
 */
int rehearse_begin_crash(const struct invocation *invocation, const char *guest_kexec, bool skip_checks, struct load *load,
			 struct host_qemu *qemu, struct crash_stage *ret_stage, struct rehearse_machine *ret, struct diag *diag);

#endif
