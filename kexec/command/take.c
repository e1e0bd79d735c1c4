/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/take.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/command/before.h"
#include "kexec/command/install.h"
#include "kexec/command/known.h"
#include "kexec/command/outcome.h"
#include "kexec/host/kernel-load.h"
#include "kexec/host/loaded-file.h"
#include "kexec/load/load-view.h"
#include "kexec/load/submit.h"
#include "kexec/loaded/loaded.h"

/* Unloads a normal kernel in the crash region, which a crash load needs. */
static int free_crash_region(const struct host *host, bool by_files, struct outcome *outcome, struct diag *diag)
{
	CLEANUP(host_change_abort) struct host_change change = { .folder = -1 };
	bool is_inside = false;
	struct diag note, ignored;

	if (known_in_crash_region(host, &is_inside, &ignored) < 0 || !is_inside)
		return 0;
	(void)host_change_begin(host, false, &change, &ignored);
	if (host_kexec_unload(host, by_files, false, diag) < 0)
		return -EBUSY;
	(void)host_change_commit(&change, NULL, &ignored);
	diag_fail(&note, 0, "the normal kernel that was loaded in the crash region is unloaded");
	outcome_note(outcome, &note);
	return 0;
}

int take_load(const struct invocation *invocation, const struct load_view *load, struct loaded *loaded, struct outcome *outcome,
	      struct diag *diag)
{
	CLEANUP(before_release) struct before before = { 0 };
	int r = before_look(invocation->host, &before, diag);

	if (!r && loaded->crash)
		r = free_crash_region(invocation->host, load->files != NULL, outcome, diag);
	if (!r) {
		r = install_load(invocation, load, loaded, outcome, diag);
		if (r < 0)
			before_restore(invocation, &before, loaded->crash, diag);
		host_sweep_loaded(invocation->host);
	}
	if (!r)
		outcome->warning = load_warning(load);
	return r;
}
