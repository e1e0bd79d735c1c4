/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/free-region.h"

#include "kexec/base/cleanup.h"
#include "kexec/command/known.h"
#include "kexec/command/outcome.h"
#include "kexec/host/kernel-load.h"
#include "kexec/host/loaded-change.h"

int free_crash_region(const struct host *host, int lock, bool by_files, struct outcome *outcome, struct diag *diag)
{
	CLEANUP(host_change_abort) struct host_change change = { .folder = -1 };
	bool is_inside = false;
	struct diag note, why = { 0 };
	int marked;
	int r = known_in_crash_region(host, &is_inside, diag);

	if (r < 0 || !is_inside)
		return r;
	marked = host_change_begin(lock, false, &change, &why);
	r = host_kexec_unload(host, by_files, false, diag);
	if (r < 0) {
		outcome->refused = -r;
		return r;
	}
	(void)host_change_commit(&change, NULL, &why);
	if (marked < 0)
		outcome_note_message(outcome, &why);
	diag_fail(&note, 0, "the normal kernel that was loaded in the crash region is unloaded");
	outcome_note(outcome, &note);
	return 0;
}
