/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <errno.h>

#include "kexec/base/diag.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/machine.h"
#include "kexec/options/options.h"
#include "kexec/parts/dtb-memory.h"

static int no_devicetree(struct diag *diag)
{
	diag_fail(diag, -EINVAL, "--dtb-memory=machine is for a devicetree that is given, and there is none");
	diag_hint(diag, "The machine's own, which is used without --dtb, has its memory.");
	return -EINVAL;
}

int complete_devicetree(const struct context *context, struct load *load)
{
	struct devicetree *given = load->given_devicetree;
	int r;

	if (context->options->dtb_memory != MEMORY_OF_MACHINE)
		return 0;
	if (!given->tree.size)
		return no_devicetree(context->diag);
	r = dtb_take_memory(&load->machine->devicetree, given, context->diag);
	if (r < 0 && r != -ENOMEM)
		diag_prefix(context->diag, "--dtb-memory=machine: devicetree %s", given->source);
	return r;
}
