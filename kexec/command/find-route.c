/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/find-route.h"

#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/base/trace.h"
#include "kexec/command/outcome.h"
#include "kexec/host/handover.h"
#include "kexec/host/route-facts.h"
#include "kexec/options/options.h"
#include "kexec/route.h"

/* Refuses to require a handover that is not known: route_choose() takes one that cannot be looked for as on. */
static int check_handover(const struct invocation *invocation, struct diag *diag)
{
	struct handover handover;

	if (invocation->options->route.handover != HANDOVER_REQUIRE)
		return 0;
	host_handover(invocation->host, &handover);
	if (!handover.error)
		return 0;
	return diag_fail(diag, handover.error, "--handover=require: cannot look for %s: %s", handover.seen, strerror(-handover.error));
}

int find_route(const struct invocation *invocation, struct route *ret, struct diag *diag)
{
	struct route_facts facts;
	int r = check_handover(invocation, diag);

	if (r < 0)
		return r;
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
