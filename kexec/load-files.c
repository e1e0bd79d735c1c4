/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load-steps.h"

#include "kexec/host/host.h"
#include "kexec/load-values.h"
#include "kexec/options.h"

int read_files(const struct context *context, struct load *load)
{
	const struct options *options = context->options;
	int r = host_read_user_file("kernel", options->kernel, load->kernel_file, context->diag);

	if (!r && options->initrd.count)
		r = host_read_user_file("initrd", options->initrd.path[0], load->initrd_file, context->diag);
	if (!r && options->dtb)
		r = host_read_user_file("devicetree", options->dtb, load->dtb_file, context->diag);
	return r;
}
