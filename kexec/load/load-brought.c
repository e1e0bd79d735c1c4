/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/machine.h"

bool leave_out_devicetree(const struct context *context, struct load *load)
{
	if (!load->machine->devicetree.tree.size)
		return false;
	devicetree_release(load->given_devicetree);
	*context->diag = (struct diag){ 0 };
	bundle_note(load->bundle, "%s names no memory: the machine's own devicetree is used", load->bundle->devicetree.from);
	return true;
}
