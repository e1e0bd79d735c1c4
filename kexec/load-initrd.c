/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load-steps.h"

#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/base/trace.h"
#include "kexec/host/host.h"
#include "kexec/image/bundle.h"
#include "kexec/image/uimage.h"
#include "kexec/load-values.h"
#include "kexec/options.h"

/* A boot loader takes the header of a uInitrd off before it starts the kernel, which would not know what it is. */
static int take_initrd(const struct context *context, struct view file, struct view *ret)
{
	const char *path = context->options->initrd.path[0];
	int r;

	*ret = file;
	if (!uimage_matches(file))
		return 0;
	r = uimage_unwrap_initrd(file, ret, context->diag);
	if (r < 0)
		diag_prefix(context->diag, "initrd %s", path);
	else
		trace(context->trace, "initrd: %s is a uInitrd, which is unwrapped: %zu bytes", path, ret->size);
	return r;
}

/* The user's initrd replaces all those that the kernel file brings. */
int choose_initrd(const struct context *context, struct load *load)
{
	if (!context->options->initrd.count)
		return bundle_join_initrds(load->bundle, &load->initrd, &load->joined, context->diag);
	return take_initrd(context, blob_view(&load->initrd_file->bytes), &load->initrd);
}
