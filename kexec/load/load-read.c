/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include "kexec/base/cleanup.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/console-choose.h"
#include "kexec/machine/machine-from.h"
#include "kexec/machine/snapshot.h"
#include "kexec/options/options.h"
#include "kexec/load/understand.h"

int read_machine(const struct context *context, struct load *load)
{
	const struct options *options = context->options;
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	struct machine_request request = {
		.arch = options->arch,
		.serial = options->serial,
		.crash = options->crash && !load->by_files, /* the running kernel finds the notes itself */
		.hotplug = options->hotplug,
		.have_dtb = options->dtb != NULL,
	};
	int r = understand_machine(context->host, &request, &snapshot, load->machine, context->diag);

	if (!r)
		r = machine_find_arch(&request, &snapshot, &load->arch, context->diag);
	return r ? r : console_choose(options->serial, &snapshot, load->machine, load->console, context->diag);
}
