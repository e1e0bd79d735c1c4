/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/command.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/command/find-route.h"
#include "kexec/command/outcome.h"
#include "kexec/host/kernel-load.h"
#include "kexec/host/loaded-change.h"
#include "kexec/host/signals.h"
#include "kexec/options/options.h"
#include "kexec/route.h"

/* IMA's refusal of kexec_load(2) comes before anything is done. */
static int unload_by_any(const struct invocation *invocation, struct route *route, struct diag *diag)
{
	bool crash = invocation->options->crash;
	int r = host_kexec_unload(invocation->host, route->way == ROUTE_FILES, crash, diag);

	if (r != -EACCES || !route->may_change)
		return r;
	route_change(route);
	return host_kexec_unload(invocation->host, true, crash, diag);
}

/* An unload that cannot be recorded is made nevertheless. A record that it leaves behind is a note. */
static int unload(const struct invocation *invocation, struct route *route, int lock, struct outcome *outcome,
		  struct diag *diag)
{
	CLEANUP(host_change_abort) struct host_change change = { .folder = -1 };
	struct diag why = { 0 };
	int marked = host_change_begin(lock, invocation->options->crash, &change, &why);
	int r = unload_by_any(invocation, route, diag);

	if (r < 0)
		return r;
	(void)host_change_commit(&change, NULL, &why);
	if (marked < 0)
		outcome_note_message(outcome, &why);
	return 0;
}

void command_unload(const struct invocation *invocation, struct outcome *ret)
{
	CLEANUP(host_signals_release) struct host_signals signals = { 0 };
	CLEANUP(host_unlock_loads) int lock = -1;
	struct diag diag = { 0 };
	struct route route;
	int r = find_unload_route(invocation, &route, &diag);

	if (!r)
		r = host_lock_loads(invocation->host, &lock, &diag);
	if (r >= 0) {
		host_signals_hold(&signals); /* an end half way would leave a loaded kernel whose record nobody believes */
		r = unload(invocation, &route, lock, ret, &diag);
	}
	if (r < 0) {
		outcome_fail(ret, STATUS_FAILED, &diag);
		return;
	}
	host_sweep_loaded(invocation->host, lock);
}
