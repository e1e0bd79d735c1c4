/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/command.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/notes.h"
#include "kexec/command/outcome.h"
#include "kexec/command/carry-out.h"
#include "kexec/command/find-route.h"
#include "kexec/command/note-handover.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"
#include "kexec/load/submit.h"
#include "kexec/options/options.h"
#include "kexec/route.h"

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
		load_print_json(&view, invocation->out);
	else
		load_print(&view, invocation->out);
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
	struct route route;
	int r = check_kernel(options, &diag);

	if (!r)
		r = find_route(invocation, &route, &diag);
	if (r == -EINVAL && options->kernel) {
		outcome_fail(ret, STATUS_USAGE, &diag);
		return;
	}
	if (!r)
		r = load_prepare(options, &route, invocation->host, invocation->trace, &load, &diag);
	if (!r) {
		note_load(load, ret);
		command_note_handover(invocation, &route, ret);
	}
	if (!r && options->dry_run != DRY_RUN_NO)
		print_plan(invocation, load);
	else if (!r)
		r = carry_out_load(invocation, load, ret, &diag);
	if (r < 0)
		outcome_fail(ret, STATUS_FAILED, &diag);
}
