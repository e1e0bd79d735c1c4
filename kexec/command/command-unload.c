/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/command.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/command/find-route.h"
#include "kexec/command/outcome.h"
#include "kexec/host/kernel-load.h"
#include "kexec/host/loaded-file.h"
#include "kexec/options/options.h"
#include "kexec/route.h"

/* An unload that cannot be recorded is made nevertheless; one that would disturb another program is not. */
static int unload(const struct invocation *invocation, struct route *route, struct host_change *change, struct diag *diag)
{
	bool crash = invocation->options->crash;
	int r;

	if (host_change_begin(invocation->host, crash, change, diag) == -ETIMEDOUT)
		return -ETIMEDOUT;
	r = host_kexec_unload(invocation->host, route->way == ROUTE_FILES, crash, diag);
	if (r != -EACCES || !route->may_change)
		return r;
	route_change(route);
	return host_kexec_unload(invocation->host, true, crash, diag);
}

void command_unload(const struct invocation *invocation, struct outcome *ret)
{
	CLEANUP(host_change_abort) struct host_change change = { .folder = -1 };
	struct diag diag = { 0 }, ignored;
	struct route route;
	int r = find_unload_route(invocation, &route, &diag);

	if (!r)
		r = unload(invocation, &route, &change, &diag);
	if (r < 0) {
		outcome_fail(ret, STATUS_FAILED, &diag);
		return;
	}
	(void)host_change_commit(&change, NULL, &ignored);
	host_sweep_loaded(invocation->host);
}
