/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/check-facts.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/command/restore-options.h"
#include "kexec/options/options.h"
#include "kexec/route.h"

int check_read_again(const struct invocation *invocation, struct check_facts *facts, struct diag *diag)
{
	AUTO_FREE char **word = NULL;
	AUTO_FREE struct options *options = NULL;
	struct route route = { 0 };
	int r;

	if (!facts->again)
		return 0;
	r = restore_options(facts->again, &word, &options, diag);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	route.way = options->route.asked;
	return check_read_load(invocation, options, &route, facts, diag);
}
