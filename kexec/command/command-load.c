/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/command.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/trace.h"
#include "kexec/command/outcome.h"
#include "kexec/command/carry-out.h"
#include "kexec/command/find-route.h"
#include "kexec/command/note-load.h"
#include "kexec/command/show-load.h"
#include "kexec/load/load.h"
#include "kexec/options/options.h"
#include "kexec/route.h"

#define TRIES 3

static int check_kernel(const struct options *options, struct diag *diag)
{
	if (options->kernel)
		return 0;
	diag_fail(diag, -EINVAL, "No kernel specified");
	diag_hint(diag, "Try 'kexec --help'.");
	return -EINVAL;
}

/* One try, by one system call. load: of the try before. */
static int load_by(const struct invocation *invocation, const struct route *route, struct load **load, struct outcome *outcome,
		   struct diag *diag)
{
	const struct options *options = invocation->options;
	int r = load_prepare(options, route, invocation->host, invocation->trace, load, diag);

	if (r < 0)
		return r;
	command_note_load(*load, outcome);
	command_note_handover(invocation, route, outcome);
	command_note_limit(invocation, outcome);
	if (options->dry_run == DRY_RUN_NO)
		return carry_out_load(invocation, load, outcome, diag);
	return show_load(invocation, *load, diag);
}

/*
 * A machine that has changed meanwhile is read again, and what was noted of it is forgotten. One that always changes is loaded
 * for as it was last: what is loaded now is for older memory still.
 */
static int load_current(const struct invocation *invocation, const struct route *route, struct load **load,
			struct outcome *outcome, struct diag *diag)
{
	size_t notes = outcome->note_count;
	int r;

	for (int i = 1;; i++) {
		outcome->is_stale = false;
		outcome->may_be_stale = i == TRIES;
		r = load_by(invocation, route, load, outcome, diag);
		if (r != -EAGAIN || !outcome->is_stale || i == TRIES)
			return r;
		trace(invocation->trace, "%s: once more", diag->message);
		*diag = (struct diag){ 0 };
		outcome->note_count = notes;
	}
}

/*
 * IMA's refusal of kexec_load(2), EACCES, cannot always be foreseen: its policy is seldom readable. It comes before anything is
 * freed, so the other call can be tried.
 */
static int load_by_any(const struct invocation *invocation, struct route *route, struct outcome *outcome, struct diag *diag)
{
	CLEANUP(load_release) struct load *load = NULL;
	size_t notes = outcome->note_count;
	int r = load_current(invocation, route, &load, outcome, diag);

	if (r != -EACCES || outcome->refused != EACCES || !route->may_change)
		return r;
	route_change(route);
	outcome->note_count = notes; /* they are about the other call */
	trace(invocation->trace, "route: %s: %s", route_name(route->way), route->why);
	return load_current(invocation, route, &load, outcome, diag);
}

void command_load(const struct invocation *invocation, struct outcome *ret)
{
	const struct options *options = invocation->options;
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
		r = load_by_any(invocation, &route, ret, &diag);
	if (r < 0)
		outcome_fail(ret, STATUS_FAILED, &diag);
}
