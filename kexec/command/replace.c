/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/replace.h"

#include "kexec/base/cleanup.h"
#include "kexec/command/before.h"
#include "kexec/command/free-region.h"
#include "kexec/command/install.h"
#include "kexec/command/outcome.h"
#include "kexec/command/stale.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"
#include "kexec/load/submit.h"
#include "kexec/loaded/loaded.h"

int replace_load(const struct invocation *invocation, int lock, const struct load_view *load, struct load **owner,
		 struct loaded *loaded, struct outcome *outcome, struct diag *diag)
{
	CLEANUP(before_release) struct before before = { 0 };
	int r = stale_check(invocation->host, loaded, outcome, diag);

	if (!r)
		r = before_look(invocation->host, &before, diag);

	/* Before anything is given up for the load. */
	if (!r && loaded->crash)
		r = load_check_files(load, diag);
	if (!r && loaded->crash)
		r = free_crash_region(invocation->host, lock, load->files != NULL, outcome, diag);
	if (r < 0)
		return r;
	r = install_load(invocation, lock, load, loaded, outcome, diag);
	if (!r) {
		outcome->warning = load_warning(load);
		return 0;
	}
	if (owner)
		load_release(owner);
	before_restore(invocation, &before, loaded->crash, r, lock, diag);
	return r;
}
