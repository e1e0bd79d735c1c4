/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/command.h"

#include "kexec/base/cleanup.h"
#include "kexec/command/outcome.h"
#include "kexec/host/kernel-load.h"
#include "kexec/host/loaded-file.h"
#include "kexec/options/options.h"

void command_unload(const struct invocation *invocation, struct outcome *ret)
{
	CLEANUP(host_change_abort) struct host_change change;
	bool crash = invocation->options->crash;
	struct diag diag = { 0 }, ignored;

	(void)host_change_begin(invocation->host, crash, &change, &ignored);
	if (host_kexec_unload(invocation->host, crash, &diag) < 0) {
		outcome_fail(ret, STATUS_FAILED, &diag);
		return;
	}
	(void)host_change_commit(&change, NULL, &ignored);
	host_sweep_loaded(invocation->host);
}
