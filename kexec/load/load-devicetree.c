/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <errno.h>

#include "kexec/base/blob.h"
#include "kexec/host/host.h"
#include "kexec/image/bundle.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/machine-from.h"
#include "kexec/options/options.h"

int open_devicetree(const struct context *context, struct load *load)
{
	const struct piece *brought = &load->bundle->devicetree;
	const char *source = context->options->dtb ? context->options->dtb : brought->from;
	struct view bytes = context->options->dtb ? blob_view(&load->dtb_file->bytes) : brought->bytes;
	int r;

	if (!bytes.size)
		return complete_devicetree(context, load);
	r = devicetree_open(bytes, source, load->given_devicetree, context->diag);
	if (!r)
		r = complete_devicetree(context, load);
	if (!r)
		r = machine_apply_dtb(load->machine, load->given_devicetree, context->options->crash, &load->dtb_memory,
				      context->diag);
	if (r == -ENODATA && !context->options->dtb && leave_out_devicetree(context, load))
		return 0;
	return r;
}
