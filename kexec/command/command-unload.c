/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/command.h"

#include "kexec/base/cleanup.h"
#include "kexec/command/find-route.h"
#include "kexec/command/outcome.h"
#include "kexec/host/kernel-load.h"
#include "kexec/host/loaded-file.h"
#include "kexec/options/options.h"

void command_unload(const struct invocation *invocation, struct outcome *ret)
{
	CLEANUP(host_change_abort) struct host_change change = { .folder = -1 };
	bool crash = invocation->options->crash;
	struct diag diag = { 0 }, ignored;
	bool by_files = false;
	int r = find_unload_route(invocation, &by_files, &diag);

	if (!r) {
		(void)host_change_begin(invocation->host, crash, &change, &ignored);
		r = host_kexec_unload(invocation->host, by_files, crash, &diag);
	}
	if (r < 0) {
		outcome_fail(ret, STATUS_FAILED, &diag);
		return;
	}
	(void)host_change_commit(&change, NULL, &ignored);
	host_sweep_loaded(invocation->host);
}
