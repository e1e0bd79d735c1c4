/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/note-load.h"

#include <stdio.h>
#include <string.h>

#include "kexec/base/notes.h"
#include "kexec/base/trace.h"
#include "kexec/command/outcome.h"
#include "kexec/host/handover.h"
#include "kexec/host/load-limit.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"
#include "kexec/options/options.h"
#include "kexec/route.h"

/* A load with kexec_load(2) gets nothing that the running kernel hands over. A crash kernel is never handed anything. */
void command_note_handover(const struct invocation *invocation, const struct route *route, struct outcome *outcome)
{
	struct handover handover;
	struct diag note;

	if (invocation->options->crash || route->way == ROUTE_FILES)
		return;
	host_handover(invocation->host, &handover);
	if (handover.on)
		trace(invocation->trace, "kexec handover: on, by %s", handover.seen);
	if (!handover.have_data || invocation->options->route.handover == HANDOVER_NEVER)
		return;
	if (handover.error)
		snprintf(handover.data, sizeof(handover.data), "cannot be looked for, %s", strerror(-handover.error));
	diag_fail(&note, 0, "the running kernel may hand over data to the next one (%s%s%s): with kexec_load(2) it does not",
		  handover.seen, handover.data[0] ? ": " : "", handover.data);
	diag_hint(&note, "If the next kernel needs it, load with -s or --handover=require; --handover=never if it does not.");
	outcome_note(outcome, &note);
}

/* A load that is carried out at 0 is refused, and the refusal says why. */
void command_note_limit(const struct invocation *invocation, struct outcome *outcome)
{
	bool crash = invocation->options->crash;
	const char *kind = crash ? "crash" : "normal";
	struct diag note;
	uint64_t limit;

	if (!host_load_limit(invocation->host, crash, &limit) || limit > 1)
		return;
	if (limit == 1) {
		diag_fail(&note, 0, "%s is 1: this is the last load of a %s kernel that the running kernel permits",
			  host_load_limit_name(crash), kind);
		diag_hint(&note, "A load that is refused counts too%s. Only a reboot raises the limit.",
			  crash ? ": the crash kernel that is armed now could then not be loaded again" : "");
	} else if (invocation->options->dry_run != DRY_RUN_NO) {
		diag_fail(&note, 0, "%s is 0: the running kernel permits no load of a %s kernel", host_load_limit_name(crash),
			  kind);
		diag_hint(&note, "Only a reboot raises the limit.");
	} else {
		return;
	}
	outcome_note(outcome, &note);
}

void command_note_load(const struct load *load, struct outcome *outcome)
{
	struct load_view view;

	load_look(load, &view);
	for (size_t i = 0; i < notes_count(view.notes); i++)
		outcome_note(outcome, notes_at(view.notes, i));
}
