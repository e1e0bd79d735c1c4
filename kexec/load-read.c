/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load-steps.h"

#include "kexec/base/cleanup.h"
#include "kexec/load-trace.h"
#include "kexec/machine/console-choose.h"
#include "kexec/machine/machine-from.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"
#include "kexec/options.h"
#include "kexec/understand.h"

static int choose_console(const struct context *context, const struct snapshot *snapshot, const struct machine *machine,
			  struct handoff_console *ret)
{
	struct console_choice choice;
	int r = console_choose(context->options->serial, snapshot, machine, &choice, context->diag);

	if (r < 0)
		return r;
	trace_console(context->trace, &choice);
	*ret = choice.console;
	return 0;
}

int read_machine(const struct context *context, const struct devicetree *dtb, struct machine *ret, struct ranges *ret_dtb_memory,
		 struct handoff_console *ret_console)
{
	const struct options *options = context->options;
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	struct machine_request request = {
		.arch = options->arch,
		.serial = options->serial,
		.crash = options->crash,
		.have_dtb = options->dtb != NULL,
	};
	int r = understand_machine(context->host, &request, &snapshot, ret, context->diag);

	if (!r && request.have_dtb)
		r = machine_apply_dtb(ret, dtb, request.crash, ret_dtb_memory, context->diag);
	if (r < 0)
		return r;
	trace_dtb_memory(context->trace, dtb, ret_dtb_memory);
	trace_machine(context->trace, ret);
	r = choose_console(context, &snapshot, ret, ret_console);
	if (!r)
		trace_ramoops(context->trace, ret);
	return r;
}
