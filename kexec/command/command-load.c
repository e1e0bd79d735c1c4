/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/command.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/notes.h"
#include "kexec/base/trace.h"
#include "kexec/command/outcome.h"
#include "kexec/command/carry-out.h"
#include "kexec/host/handover.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"
#include "kexec/options/options.h"
#include "kexec/plan/plan-print.h"

/* Chooses the route; only kexec_load(2) is supported. */
static int check_route(const struct invocation *invocation, struct diag *diag)
{
	struct route route;
	int r = route_choose(&invocation->options->route, &route, diag);

	if (!r)
		r = route_check_supported(route.way, diag);
	if (!r)
		trace(invocation->trace, "route: %s: %s", route_name(route.way), route.why);
	return r;
}

/* A load with kexec_load(2) gets nothing that the running kernel hands over. A crash kernel is never handed anything. */
static void note_handover(const struct invocation *invocation, struct outcome *outcome)
{
	struct handover handover;
	struct diag note;

	if (invocation->options->crash)
		return;
	host_handover(invocation->host, &handover);
	if (handover.on)
		trace(invocation->trace, "kexec handover: on, by %s", handover.seen);
	if (!handover.have_data)
		return;
	diag_fail(&note, 0, "the running kernel may hand over data to the next one (%s%s%s): with kexec_load(2) it does not",
		  handover.seen, handover.data[0] ? ": " : "", handover.data);
	diag_hint(&note,
		  "If the next kernel needs it, load with a program that has kexec_file_load(2), as kexec-tools with -s.");
	outcome_note(outcome, &note);
}

static void note_load(const struct load *load, struct outcome *outcome)
{
	struct load_view view;

	load_look(load, &view);
	for (size_t i = 0; i < notes_count(view.notes); i++)
		outcome_note(outcome, notes_at(view.notes, i));
}

static void print_plan(const struct invocation *invocation, const struct load *load)
{
	struct load_view view;

	load_look(load, &view);
	if (invocation->options->dry_run == DRY_RUN_JSON)
		plan_print_json(view.plan, view.machine, invocation->out);
	else
		plan_print_text(view.plan, view.machine, invocation->out);
}

static int check_kernel(const struct options *options, struct diag *diag)
{
	if (options->kernel)
		return 0;
	diag_fail(diag, -EINVAL, "No kernel specified");
	diag_hint(diag, "Try 'kexec --help'.");
	return -EINVAL;
}

void command_load(const struct invocation *invocation, struct outcome *ret)
{
	const struct options *options = invocation->options;
	CLEANUP(load_release) struct load *load = NULL;
	struct diag diag = { 0 };
	int r = check_kernel(options, &diag);

	if (!r && check_route(invocation, &diag) < 0) {
		outcome_fail(ret, STATUS_USAGE, &diag);
		return;
	}
	if (!r)
		r = load_prepare(options, invocation->host, invocation->trace, &load, &diag);
	if (!r) {
		note_load(load, ret);
		note_handover(invocation, ret);
	}
	if (!r && options->dry_run != DRY_RUN_NO)
		print_plan(invocation, load);
	else if (!r)
		r = carry_out_load(invocation, load, ret, &diag);
	if (r < 0)
		outcome_fail(ret, STATUS_FAILED, &diag);
}
