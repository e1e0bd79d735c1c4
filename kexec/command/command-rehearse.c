/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/command.h"

#include "kexec/base/cleanup.h"
#include "kexec/command/note-load.h"
#include "kexec/command/outcome.h"
#include "kexec/command/rehearse-run.h"
#include "kexec/load/load.h"
#include "kexec/options/options.h"
#include "kexec/route.h"

#define TIME_SECONDS 120 /* to reach init; an emulated machine takes its time */

/* Only kexec_load(2) has a plan; which calls the running kernel has does not matter, as none is made. */
static int rehearse(const struct invocation *invocation, struct outcome *outcome, struct diag *diag)
{
	static const struct route route = { .way = ROUTE_SEGMENTS, .why = "a rehearsal boots the segments of kexec_load(2)" };
	const struct options *options = invocation->options;
	const struct rehearse_request request = {
		.seconds = options->have_rehearse_time ? options->rehearse_time : TIME_SECONDS,
		.json = options->json,
		.crash = options->rehearse == REHEARSE_CRASH,
		.skip_checks = options->skip_checks,
		.guest_kexec = options->guest_kexec,
	};
	CLEANUP(load_release) struct load *load = NULL;
	int r = load_prepare(options, &route, invocation->host, invocation->trace, &load, diag);

	if (r < 0)
		return r;
	command_note_load(load, outcome);
	return rehearse_run(invocation, &request, load, outcome, diag);
}

void command_rehearse(const struct invocation *invocation, struct outcome *ret)
{
	struct diag diag = { 0 };

	if (rehearse(invocation, ret, &diag) < 0)
		outcome_fail(ret, STATUS_FAILED, &diag);
}
