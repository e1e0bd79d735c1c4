/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/take.h"

#include "kexec/base/cleanup.h"
#include "kexec/base/trace.h"
#include "kexec/command/install.h"
#include "kexec/command/outcome.h"
#include "kexec/command/replace.h"
#include "kexec/host/loaded-change.h"
#include "kexec/host/signals.h"
#include "kexec/load/submit.h"
#include "kexec/loaded/loaded.h"

/*
 * The lock is held until all is in its place again. So are signals: a user who presses Ctrl-C must not leave the machine
 * without the crash kernel that a refused load has freed.
 */
static int take_alone(const struct invocation *invocation, const struct load_view *load, struct load **owner, struct loaded *loaded,
		      struct outcome *outcome, struct diag *diag)
{
	CLEANUP(host_signals_release) struct host_signals signals = { 0 };
	CLEANUP(host_unlock_loads) int lock = -1;
	struct diag why = { 0 };
	int r = host_lock_loads(invocation->host, &lock, &why);

	if (r < 0) {
		*diag = why;
		return r;
	}
	install_note_unrecorded(-r, &why, outcome);
	host_signals_hold(&signals);
	r = replace_load(invocation, lock, load, owner, loaded, outcome, diag);
	host_sweep_loaded(invocation->host, lock);
	return r;
}

/* Nothing is printed with the lock held: a terminal that is stopped, or a pipe that is full, would hold all other programs. */
int take_load(const struct invocation *invocation, const struct load_view *load, struct load **owner, struct loaded *loaded,
	      struct outcome *outcome, struct diag *diag)
{
	int r;

	if (invocation->trace)
		load_print(load, false, invocation->trace);
	r = take_alone(invocation, load, owner, loaded, outcome, diag);
	if (!r)
		trace(invocation->trace, "loaded with %s", loaded->by_files ? "kexec_file_load" : "kexec_load");
	return r;
}
