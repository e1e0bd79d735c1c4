/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/install.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/command/known.h"
#include "kexec/command/outcome.h"
#include "kexec/host/kernel-sink.h"
#include "kexec/host/loaded-change.h"
#include "kexec/load/load-view.h"
#include "kexec/load/submit.h"
#include "kexec/loaded/loaded.h"
#include "kexec/plan/sink.h"

/* Without /run, as in many an initramfs, nobody asks later: that is no note. */
void install_note_unrecorded(int r, const struct diag *why, struct outcome *outcome)
{
	struct diag note;

	if (r >= 0 || r == -ENOENT)
		return;
	diag_fail(&note, r, "the load cannot be recorded for --status: %s", why->message);
	outcome_note(outcome, &note);
}

int install_begun(const struct invocation *invocation, struct host_change *change, const struct load_view *load,
		  struct loaded *loaded, struct outcome *outcome, struct diag *diag)
{
	struct host_kernel kernel = {
		.host = invocation->host,
		.by_files = load->files != NULL,
		.debug = invocation->trace != NULL,
	};
	struct diag why = { 0 };
	struct sink sink;
	int r;

	host_kernel_sink(&kernel, &sink);
	r = load_submit(&sink, load, diag);
	outcome->refused = kernel.refused;
	if (r == -ENOTRECOVERABLE)
		(void)host_change_commit(change, NULL, &why);
	if (r < 0)
		return r;
	r = known_write(invocation->host, loaded, change, &why);
	install_note_unrecorded(r, &why, outcome);
	return 0;
}

int install_load(const struct invocation *invocation, int lock, const struct load_view *load, struct loaded *loaded,
		 struct outcome *outcome, struct diag *diag)
{
	CLEANUP(host_change_abort) struct host_change change = { .folder = -1 };
	struct diag why = { 0 };
	int unrecorded = host_change_begin(lock, loaded->crash, &change, &why);
	int r = unrecorded;

	if (r < 0)
		*diag = why;
	else
		r = install_begun(invocation, &change, load, loaded, outcome, diag);
	if (!r)
		install_note_unrecorded(-unrecorded, &why, outcome);
	return r;
}
