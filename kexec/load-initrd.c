/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load-steps.h"

#include "kexec/base/blob.h"
#include "kexec/host/host.h"
#include "kexec/image/bundle.h"
#include "kexec/load-values.h"
#include "kexec/options.h"

/* The user's initrd replaces all those that the kernel file brings. */
int choose_initrd(const struct context *context, struct load *load)
{
	if (!context->options->initrd.count)
		return bundle_join_initrds(load->bundle, &load->initrd, &load->joined, context->diag);
	load->initrd = blob_view(&load->initrd_file->bytes);
	return 0;
}
