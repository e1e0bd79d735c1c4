/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load-steps.h"

#include <inttypes.h>

#include "arch/arch.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/base/trace.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image-open.h"
#include "kexec/image/image.h"
#include "kexec/machine/machine.h"
#include "kexec/options.h"

static void trace_kernel(const struct context *context, const struct bundle *bundle, const struct image *image)
{
	trace(context->trace, "kernel: %s%s%s, %zu bytes, %" PRIu64 " in memory%s, text_offset 0x%" PRIx64 "%s", image->format,
	      image->compression ? ", compressed with " : "", image->compression ? image->compression : "", image->bytes.size,
	      image->mem_size, image->size_is_guess ? " (a guess: its header does not say)" : "", image->offset,
	      image->wants_low ? ", wants to lie low" : ", may lie anywhere");
	for (size_t i = 0; i < bundle->note_count; i++)
		trace(context->trace, "kernel: %s", bundle->note[i]);
}

int open_kernel(const struct context *context, const struct machine *machine, const struct blob *file, struct bundle *bundle,
		struct image *image)
{
	const struct image_request request = {
		.arch = machine->arch->kernels,
		.file = blob_view(file),
		.type = context->options->type,
	};
	int r = image_open(&request, bundle, image, context->diag);

	if (!r)
		r = machine->arch->check_image(image, machine, context->diag);
	if (r < 0)
		diag_prefix(context->diag, "kernel %s", context->options->kernel);
	else
		trace_kernel(context, bundle, image);
	return r;
}

static void trace_piece(const struct context *context, const char *what, const struct piece *piece, const char *option)
{
	if (piece->bytes.size)
		trace(context->trace, "%s: %s, %zu bytes%s%s", what, piece->from, piece->bytes.size,
		      option ? ", replaced by " : "", option ? option : "");
}

int choose_initrd(const struct context *context, const struct bundle *bundle, const struct blob *file, struct view *ret,
		  struct blob *ret_joined)
{
	const char *option = context->options->initrd.count ? "--initrd" : NULL;

	for (size_t i = 0; i < bundle->initrd_count; i++)
		trace_piece(context, "initrd", &bundle->initrd[i], option);
	if (!option)
		return bundle_join_initrds(bundle, ret, ret_joined, context->diag);
	*ret = blob_view(file);
	return 0;
}
