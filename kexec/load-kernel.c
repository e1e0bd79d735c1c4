/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load-steps.h"

#include <errno.h>
#include <string.h>

#include "arch/arch.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image-open.h"
#include "kexec/image/image.h"
#include "kexec/load-values.h"
#include "kexec/options.h"

/* An option that decides nothing was meant for another file. */
static int check_choices(const struct options *options, const struct bundle *bundle, struct diag *diag)
{
	if (!options->fit_config || (bundle->layers && strstr(bundle->layers, "FIT")))
		return 0;
	return diag_fail(diag, -EINVAL, "it is no FIT image, but --fit-config=%s names a configuration of one",
			 options->fit_config);
}

int open_kernel(const struct context *context, struct load *load)
{
	struct image_request request = image_request_of(context, load);
	int r;

	request.arch = load->arch->kernels;
	request.file = blob_view(&load->kernel_file->bytes);
	r = image_open(&request, load->bundle, load->image, context->diag);
	if (!r)
		r = check_choices(context->options, load->bundle, context->diag);
	if (!r)
		r = load->arch->check_image(load->image, load->machine, context->diag);
	if (r < 0)
		diag_prefix(context->diag, "kernel %s", context->options->kernel);
	else
		load->kernel = load->image->bytes;
	return r;
}
