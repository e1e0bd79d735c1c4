/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/take.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/command/before.h"
#include "kexec/command/free-region.h"
#include "kexec/command/install.h"
#include "kexec/command/outcome.h"
#include "kexec/host/loaded-file.h"
#include "kexec/host/signals.h"
#include "kexec/load/load-view.h"
#include "kexec/load/submit.h"
#include "kexec/loaded/loaded.h"

static int take_locked(const struct invocation *invocation, int lock, const struct load_view *load, struct loaded *loaded,
		       struct outcome *outcome, struct diag *diag)
{
	CLEANUP(before_release) struct before before = { 0 };
	int r = before_look(invocation->host, &before, diag);

	/* Before anything is given up for the load. */
	if (!r && loaded->crash)
		r = load_check_files(load, diag);
	if (!r && loaded->crash)
		r = free_crash_region(invocation->host, lock, load->files != NULL, outcome, diag);
	if (r < 0)
		return r;
	r = install_load(invocation, lock, load, loaded, outcome, diag);
	if (r < 0)
		before_restore(invocation, &before, loaded->crash, r, lock, diag);
	else
		outcome->warning = load_warning(load);
	return r;
}

/*
 * The lock is held until all is in its place again. So are signals: a user who presses Ctrl-C must not leave the machine
 * without the crash kernel that a refused load has freed.
 */
int take_load(const struct invocation *invocation, const struct load_view *load, struct loaded *loaded, struct outcome *outcome,
	      struct diag *diag)
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
	r = take_locked(invocation, lock, load, loaded, outcome, diag);
	host_sweep_loaded(invocation->host, lock);
	return r;
}
