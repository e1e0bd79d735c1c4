/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include "kexec/base/diag.h"
#include "kexec/base/notes.h"
#include "kexec/image/bundle.h"
#include "kexec/load/load-values.h"
#include "kexec/options/options.h"

static void note_piece(struct bundle *bundle, const struct piece *piece, const char *what, const char *option)
{
	if (piece->bytes.size)
		bundle_note(bundle, "%s replaces the %s that the kernel file brings: %s", option, what, piece->from);
}

void note_replaced(const struct context *context, struct load *load)
{
	const struct options *options = context->options;
	struct bundle *bundle = load->bundle;

	for (size_t i = 0; i < bundle->initrd_count && options->initrd.count; i++)
		note_piece(bundle, &bundle->initrd[i], "initrd", "--initrd");
	if (options->dtb)
		note_piece(bundle, &bundle->devicetree, "devicetree", "--dtb");
	if (options->append || options->reuse_cmdline)
		note_piece(bundle, &bundle->cmdline, "command line", options->append ? "--append" : "--reuse-cmdline");
}

void note_kernel_file(struct load *load)
{
	struct diag note;

	for (size_t i = 0; i < load->bundle->note_count; i++) {
		diag_fail(&note, 0, "%s", load->bundle->note[i]);
		notes_add(load->notes, &note);
	}
}
