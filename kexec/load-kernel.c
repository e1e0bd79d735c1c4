/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load-steps.h"

#include <inttypes.h>

#include "arch/arch.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/base/trace.h"
#include "kexec/image/image.h"
#include "kexec/machine/machine.h"
#include "kexec/options.h"

int open_kernel(const struct context *context, const struct machine *machine, const struct blob *file, struct image *image)
{
	int r = image_open(machine->arch, blob_view(file), context->options->type, image, context->diag);

	if (!r)
		r = machine->arch->check_image(image, machine, context->diag);
	if (r < 0) {
		diag_prefix(context->diag, "kernel %s", context->options->kernel);
		return r;
	}
	trace(context->trace, "kernel: %s%s%s, %zu bytes, %" PRIu64 " in memory%s, text_offset 0x%" PRIx64 "%s", image->format,
	      image->compression ? ", compressed with " : "", image->compression ? image->compression : "", image->bytes.size,
	      image->mem_size, image->size_is_guess ? " (a guess: its header does not say)" : "", image->text_offset,
	      image->any_placement ? ", may lie anywhere" : ", wants to lie low");
	return 0;
}

