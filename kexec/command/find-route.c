/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/find-route.h"

#include "kexec/base/trace.h"
#include "kexec/command/outcome.h"
#include "kexec/host/route-facts.h"
#include "kexec/options/options.h"
#include "kexec/route.h"

int find_route(const struct invocation *invocation, struct route *ret, struct diag *diag)
{
	struct route_facts facts;
	int r;

	host_route_facts(invocation->host, &facts);
	r = route_choose(&invocation->options->route, &facts, ret, diag);
	if (!r)
		trace(invocation->trace, "route: %s: %s", route_name(ret->way), ret->why);
	return r;
}

int find_unload_route(const struct invocation *invocation, struct route *ret, struct diag *diag)
{
	struct route_facts facts;
	int r;

	host_route_facts(invocation->host, &facts);
	r = route_choose_unload(&invocation->options->route, &facts, ret, diag);
	if (!r)
		trace(invocation->trace, "unload: with %s: %s", route_name(ret->way), ret->why);
	return r;
}
