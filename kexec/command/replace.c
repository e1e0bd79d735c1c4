/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/replace.h"

#include "kexec/base/cleanup.h"
#include "kexec/command/before.h"
#include "kexec/command/free-region.h"
#include "kexec/command/install.h"
#include "kexec/command/outcome.h"
#include "kexec/command/stale.h"
#include "kexec/host/loaded-change.h"
#include "kexec/load/load.h"
#include "kexec/load/submit.h"
#include "kexec/loaded/loaded.h"

int replace_load(const struct invocation *invocation, int lock, const struct load_view *load, struct load **owner,
		 struct loaded *loaded, struct outcome *outcome, struct diag *diag)
{
	CLEANUP(host_change_abort) struct host_change change = { .folder = -1 };
	CLEANUP(before_release) struct before before = { 0 };
	int r = stale_check(invocation->host, loaded, outcome, diag);

	if (!r)
		r = before_look(invocation->host, &before, diag);

	/* Before anything is given up for the load. */
	if (!r && loaded->crash)
		r = load_check_files(load, diag);
	if (!r)
		r = install_begin(lock, loaded->crash, &change, outcome, diag);
	if (!r && loaded->crash)
		r = free_crash_region(invocation->host, lock, loaded->by_files, outcome, diag);
	if (r < 0)
		return r;
	r = install_begun(invocation, &change, load, loaded, outcome, diag);
	if (!r) {
		outcome->warning = load_warning(load);
		return 0;
	}
	host_change_abort(&change);
	if (owner)
		load_shrink(owner);
	before_restore(invocation, &before, loaded->crash, r, lock, diag);
	return r;
}
