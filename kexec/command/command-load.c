/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/command-load.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/trace.h"
#include "kexec/command/known.h"
#include "kexec/command/outcome.h"
#include "kexec/command/record.h"
#include "kexec/command/take.h"
#include "kexec/host/handover.h"
#include "kexec/load.h"
#include "kexec/loaded/loaded-view.h"
#include "kexec/options.h"
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

static void print_plan(const struct invocation *invocation, const struct load *load)
{
	if (invocation->options->dry_run == DRY_RUN_JSON)
		plan_print_json(&load->plan, &load->machine, invocation->out);
	else
		plan_print_text(&load->plan, &load->machine, invocation->out);
}

static enum next next_of(const struct options *options)
{
	if (options->command == COMMAND_LOAD)
		return NEXT_NOTHING;
	return options->command == COMMAND_LOAD_EXEC ? NEXT_START : NEXT_SHUTDOWN;
}

/* Is an identical load in place? */
static bool is_in_place(const struct host *host, const struct loaded *loaded, bool crash)
{
	CLEANUP(loaded_view_release) struct loaded_view view = { 0 };
	struct diag ignored;

	return known_find(host, crash, &view, &ignored) == 0 && loaded_is_same(&view, loaded->request);
}

/* The request is known before the purgatory is built, so that an identical load costs no more than its files' digests. */
static int load_and_record(const struct invocation *invocation, struct load *load, struct outcome *outcome, struct diag *diag)
{
	CLEANUP(loaded_release) struct loaded loaded = { 0 };
	const struct options *options = invocation->options;
	int r = record_request(options, load, &loaded, diag);

	if (!r && options->prepare && is_in_place(invocation->host, &loaded, options->crash)) {
		fprintf(invocation->out, "An identical load is in place: nothing was done.\n");
		return 0;
	}
	if (!r)
		r = load_complete(options, invocation->trace, load, diag);
	if (!r)
		r = record_result(options, invocation->host, load, &loaded, diag);
	if (!r)
		r = take_load(invocation, load, &loaded, outcome, diag);
	if (!r)
		outcome->next = next_of(options);
	return r;
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
	CLEANUP(load_release) struct load load = { 0 };
	struct diag diag = { 0 };
	int r = check_kernel(options, &diag);

	if (!r && check_route(invocation, &diag) < 0) {
		outcome_fail(ret, STATUS_USAGE, &diag);
		return;
	}
	if (!r)
		r = load_prepare(options, invocation->host, invocation->trace, &load, &diag);
	if (!r)
		note_handover(invocation, ret);
	if (!r && options->dry_run != DRY_RUN_NO)
		print_plan(invocation, &load);
	else if (!r)
		r = load_and_record(invocation, &load, ret, &diag);
	if (r < 0)
		outcome_fail(ret, STATUS_FAILED, &diag);
}
