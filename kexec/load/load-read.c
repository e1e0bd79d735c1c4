/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include "kexec/load/load-values.h"
#include "kexec/machine/console-choose.h"
#include "kexec/machine/machine-from.h"
#include "kexec/options/options.h"

struct machine_request machine_request_of(const struct options *options, bool by_files)
{
	return (struct machine_request){
		.arch = options->arch,
		.serial = options->serial,
		.crash = options->crash && !by_files, /* the running kernel finds the notes itself */
		.hotplug = options->hotplug,
		.have_dtb = options->dtb != NULL,
	};
}

int read_machine(const struct context *context, struct load *load)
{
	const struct options *options = context->options;
	const struct machine_request request = machine_request_of(options, load->by_files);
	int r = machine_from(&request, context->snapshot, load->machine, context->need, context->diag);

	if (!r)
		r = machine_find_arch(&request, context->snapshot, &load->arch, context->diag);
	return r ? r : console_choose(options->serial, context->snapshot, load->machine, load->console, context->diag);
}
