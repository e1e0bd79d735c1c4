/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include "arch/arch.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/base/notes.h"
#include "kexec/host/host.h"
#include "kexec/image/image-open.h"
#include "kexec/image/image.h"
#include "kexec/load/load-values.h"
#include "kexec/options/options.h"

/* A machine that can run the kernel may be unable to load it by files. */
static int check_image(const struct context *context, struct load *load)
{
	int r = load->arch->check_image(load->image, load->machine, context->diag);

	if (r > 0)
		notes_add(load->notes, context->diag);
	if (r >= 0 && load->by_files && load->arch->check_by_files)
		r = load->arch->check_by_files(load->image, context->diag);
	return r < 0 ? r : 0;
}

int open_kernel(const struct context *context, struct load *load)
{
	struct image_request request = image_request_of(context, load);
	int r;

	request.arch = load->arch->kernels;
	request.file = blob_view(&load->kernel_file->bytes);
	r = image_open(&request, load->bundle, load->image, context->diag);
	if (!r)
		r = check_image(context, load);
	if (r < 0)
		diag_prefix(context->diag, "kernel %s", context->options->kernel);
	else
		load->kernel = load->image->bytes;
	return r;
}
