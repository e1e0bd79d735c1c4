/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/check-facts.h"

#include <errno.h>
#include <stdlib.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/command/check-verify.h"
#include "kexec/command/outcome.h"
#include "kexec/load/load.h"
#include "kexec/options/options.h"

/* Can it be made? The initrd is not unpacked again. load: that was inspected. */
static int try_load(const struct invocation *invocation, const struct options *options, const struct route *route,
		    struct load **load, struct check_facts *facts)
{
	struct options again = *options;

	again.check_initrd = CHECK_INITRD_NO;
	return load_prepare(&again, route, invocation->host, invocation->trace, load, &facts->no_load);
}

int check_read_load(const struct invocation *invocation, const struct options *options, const struct route *route,
		    struct check_facts *facts, struct diag *diag)
{
	CLEANUP(load_release) struct load *load = NULL;
	int r = load_inspect(options, route, invocation->host, &load, &facts->no_load);

	if (!r)
		r = check_describe_load(load, options->kernel, facts);
	if (!r)
		check_describe_purgatory(load, !options->skip_checks && !options->have_entry, facts->load);
	if (!r)
		r = try_load(invocation, options, route, &load, facts);
	if (r == -ENOMEM)
		return diag_oom(diag);
	if (r < 0)
		facts->input.no_load = &facts->no_load;
	facts->input.lacks_room = r == -ENOSPC && facts->input.load && options->crash;
	return 0;
}

void check_drop_load(struct check_facts *facts)
{
	free(facts->load);
	free(facts->cmdline);
}
