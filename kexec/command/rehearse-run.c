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
#include "kexec/load/stage.h"
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
	rehearsal->rebased = stage->rebased;
	rehearsal_judge(rehearsal, &judgement);
	if (json)
		rehearsal_print_json(rehearsal, &judgement, invocation->out);
	else
		rehearsal_print(rehearsal, &judgement, invocation->out);
	if (!judgement.yes)
		outcome->status = STATUS_REHEARSED_NO;
}

int rehearse_run(const struct invocation *invocation, const struct rehearse_request *request, struct load *load, struct outcome *outcome, struct diag *diag)
{
	CLEANUP(host_qemu_end) struct host_qemu qemu = HOST_QEMU_NONE;
	struct host_progress progress;
	struct rehearse_machine machine;
	struct rehearsal rehearsal = { 0 };
	struct stage stage;
	int r = load_stage(load, &stage, diag);

	if (!r)
		r = rehearse_begin(invocation, &stage, load, &qemu, &machine, diag);
	if (r < 0)
		return r;
	host_progress_begin(invocation->host, "rehearsing", &progress);
	rehearse_watch(&qemu, UINT64_C(1000) * request->seconds, UINT64_C(1000) * SETTLE_SECONDS, invocation->trace, &rehearsal);
	host_progress_end(&progress);
	print_result(&stage, &machine, &rehearsal, invocation, request->json, outcome);
	return 0;
}
