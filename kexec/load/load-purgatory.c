/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include "arch/sha256-best.h"
#include "common/handoff.h"
#include "kexec/base/trace.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/console-choose.h"
#include "kexec/options/options.h"
#include "kexec/parts/purgatory-part.h"

int build_purgatory(const struct context *context, struct load *load)
{
	const struct purgatory_request request = {
		.machine = load->machine,
		.plan = load->plan,
		.flags = (context->options->skip_checks ? HANDOFF_SKIP_CHECKS : 0) | (context->options->timing ? HANDOFF_TIMING : 0),
		.on_mismatch = context->options->on_mismatch,
		.console = &load->console->console,
		.sha256 = sha256_best(),
	};
	struct purgatory_tables tables;
	int r = purgatory_build(&request, &load->purgatory, &tables, context->diag);

	if (r < 0)
		return r;
	if (tables.why_none[0])
		trace(context->trace, "purgatory: works with caches off: %s", tables.why_none);
	else if (tables.pages)
		trace(context->trace, "purgatory: works with caches on, by %zu pages of tables", tables.pages);
	attach_purgatory(load);
	return 0;
}
