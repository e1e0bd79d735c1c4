/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/rehearse-run.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/command/outcome.h"
#include "kexec/command/rehearse-machine.h"
#include "kexec/command/rehearse-start.h"
#include "kexec/command/rehearse-watch.h"
#include "kexec/host/host.h"
#include "kexec/host/qemu.h"
#include "kexec/load/stage-crash.h"
#include "kexec/rehearse/rehearsal.h"

#define SETTLE_SECONDS 30 /* for init to go on */

static void print_result(const struct stage *stage, const struct rehearse_machine *machine, struct rehearsal *rehearsal,
			 const struct invocation *invocation, bool json, struct outcome *outcome)
{
	struct judgement judgement;

	rehearsal->crash = stage->crash;
	rehearsal->brings_initrd = stage->brings_initrd;
	rehearsal->native = machine->native;
	rehearsal->processor = stage->processor;
	rehearsal->cpus = machine->cpus;
	rehearsal->machine_cpus = stage->cpus;
	rehearsal->usable = stage->usable;
	rehearsal->moved = stage->moved;
	rehearsal->no_kvm = machine->no_kvm;
	rehearsal->rebased = stage->rebased;
	rehearsal_judge(rehearsal, &judgement);
	if (json)
		rehearsal_print_json(rehearsal, &judgement, invocation->out);
	else
		rehearsal_print(rehearsal, &judgement, invocation->out);
	if (!judgement.yes)
		outcome->status = STATUS_REHEARSED_NO;
}

/* Starts the machine. *crash: for --rehearse=crash; the caller releases it. */
static int begin(const struct invocation *invocation, const struct rehearse_request *request, struct load *load,
		 struct host_qemu *qemu, struct crash_stage *crash, struct rehearse_machine *machine, struct diag *diag)
{
	int r;

	if (request->crash)
		return rehearse_begin_crash(invocation, request->guest_kexec, request->skip_checks, load, qemu, crash, machine, diag);
	r = load_stage(load, &crash->stage, diag);
	return r ? r : rehearse_begin(invocation, &crash->stage, load, qemu, machine, diag);
}

int rehearse_run(const struct invocation *invocation, const struct rehearse_request *request, struct load *load, struct outcome *outcome, struct diag *diag)
{
	CLEANUP(host_qemu_end) struct host_qemu qemu = HOST_QEMU_NONE;
	CLEANUP(crash_stage_release) struct crash_stage stage = { 0 };
	struct host_progress progress;
	struct rehearse_machine machine;
	struct rehearsal rehearsal = { .crashes = request->crash, .marks.first.is_there = request->crash };
	int r = begin(invocation, request, load, &qemu, &stage, &machine, diag);

	if (r < 0)
		return r;
	rehearsal.ram = range_size(stage.stage.ram);
	rehearsal.machine_ram = stage.machine_ram;
	host_progress_begin(invocation->host, "rehearsing", &progress);
	rehearse_watch(&qemu, UINT64_C(1000) * request->seconds, UINT64_C(1000) * SETTLE_SECONDS, invocation->trace, &rehearsal);
	host_progress_end(&progress);
	print_result(&stage.stage, &machine, &rehearsal, invocation, request->json, outcome);
	return 0;
}
