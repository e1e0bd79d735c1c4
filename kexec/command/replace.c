/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/replace.h"

#include <errno.h>

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

/* The records that may be wrong after the load. */
struct changes {
	struct host_change own, crash;
	int unrecorded; /* 0, or the errno why the load cannot be recorded */
	struct diag why;
};

static void changes_abort(struct changes *changes)
{
	host_change_abort(&changes->own);
	host_change_abort(&changes->crash);
}

static int begin_changes(int lock, const struct load_view *load, bool crash, struct changes *changes, struct diag *diag)
{
	struct diag why = { 0 };
	int r = host_change_begin(lock, crash, &changes->own, &changes->why);

	if (r < 0)
		*diag = changes->why;
	changes->unrecorded = r;
	if (r < 0 || !load_takes_crash_region(load))
		return r < 0 ? r : 0;
	r = host_change_begin(lock, true, &changes->crash, &why);
	if (r < 0)
		*diag = why;
	return r < 0 ? r : 0;
}

static void keep_load(const struct load_view *load, struct changes *changes, struct outcome *outcome)
{
	struct diag ignored;

	(void)host_change_commit(&changes->crash, NULL, &ignored);
	install_note_unrecorded(-changes->unrecorded, &changes->why, outcome);
	outcome->warning = load_warning(load);
}

/* After IMA's refusal, which comes before anything is freed, what was read from pipes is wanted for the other call. */
static void give_back(struct load **owner, int error)
{
	if (owner && error == -EACCES)
		load_shrink(owner);
	else if (owner)
		load_release(owner);
}

int replace_load(const struct invocation *invocation, int lock, const struct load_view *load, struct load **owner,
		 struct loaded *loaded, struct outcome *outcome, struct diag *diag)
{
	CLEANUP(changes_abort) struct changes changes = { .own.folder = -1, .crash.folder = -1 };
	CLEANUP(before_release) struct before before = { 0 };
	int r = stale_check(invocation->host, loaded, outcome, diag);

	if (!r)
		r = before_look(invocation->host, &before, diag);

	/* Before anything is given up for the load. */
	if (!r && loaded->crash)
		r = load_check_files(load, diag);
	if (!r)
		r = begin_changes(lock, load, loaded->crash, &changes, diag);
	if (!r && loaded->crash)
		r = free_crash_region(invocation->host, lock, loaded->by_files, outcome, diag);
	if (r < 0)
		return r;
	r = install_begun(invocation, &changes.own, load, loaded, outcome, diag);
	if (!r) {
		keep_load(load, &changes, outcome);
		return 0;
	}
	changes_abort(&changes);
	give_back(owner, r);
	before_restore(invocation, &before, loaded->crash, r, lock, diag);
	return r;
}
