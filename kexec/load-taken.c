/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load-steps.h"

#include "kexec/base/diag.h"
#include "kexec/load-values.h"
#include "kexec/machine/machine.h"
#include "kexec/parts/dtb-reserved.h"

int find_taken(const struct context *context, struct load *load)
{
	const struct devicetree *given = load->given_devicetree;
	const struct devicetree *next = given->tree.size ? given : &load->machine->devicetree;

	return dtb_find_reserved(next, &load->taken) < 0 ? diag_oom(context->diag) : 0;
}
