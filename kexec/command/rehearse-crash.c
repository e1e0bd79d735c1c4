/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/cleanup.h"
#include "kexec/command/find-guest-kexec.h"
#include "kexec/command/outcome.h"
#include "kexec/command/rehearse-machine.h"
#include "kexec/command/rehearse-start.h"
#include "kexec/host/host.h"
#include "kexec/host/qemu.h"
#include "kexec/load/stage-crash.h"
#include "kexec/rehearse/monitor.h"

static int start(const struct invocation *invocation, const struct crash_stage *stage, struct host_qemu *qemu,
		 struct rehearse_machine *ret, struct diag *diag)
{
	const struct rehearse_wish wish = {
		.stage = &stage->stage,
		.native = host_qemu_is_native(stage->stage.virtual),
		.cmdline = stage->cmdline,
		.kernel = stage->kernel,
		.initrd = blob_view(&stage->archive),
	};
	int r = rehearse_start_machine(&wish, invocation->trace, qemu, ret, diag);

	return r ? r : host_qemu_say(qemu, MONITOR_GO, diag);
}

int rehearse_begin_crash(const struct invocation *invocation, const char *guest_kexec, bool skip_checks, struct load *load,
			 struct host_qemu *qemu, struct crash_stage *ret_stage, struct rehearse_machine *ret, struct diag *diag)
{
	CLEANUP(host_release_user_file) struct user_file program = { 0 };
	int r = find_guest_kexec(guest_kexec, load, &program, diag);

	if (!r)
		r = load_stage_crash(load, blob_view(&program.bytes), skip_checks, ret_stage, diag);
	return r ? r : start(invocation, ret_stage, qemu, ret, diag);
}
