/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load-steps.h"

#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/load-values.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/machine.h"
#include "kexec/options.h"

static void note_piece(struct bundle *bundle, const struct piece *piece, const char *option)
{
	if (piece->bytes.size && option)
		bundle_note(bundle, "%s replaces %s", option, piece->from);
}

void note_replaced(const struct context *context, struct load *load)
{
	const struct options *options = context->options;
	const char *line = options->reuse_cmdline ? "--reuse-cmdline" : NULL;
	struct bundle *bundle = load->bundle;

	for (size_t i = 0; i < bundle->initrd_count; i++)
		note_piece(bundle, &bundle->initrd[i], options->initrd.count ? "--initrd" : NULL);
	note_piece(bundle, &bundle->devicetree, options->dtb ? "--dtb" : NULL);
	note_piece(bundle, &bundle->cmdline, options->append ? "--append" : line);
}

bool leave_out_devicetree(const struct context *context, struct load *load)
{
	if (!load->machine->devicetree.tree.size)
		return false;
	devicetree_release(load->given_devicetree);
	*context->diag = (struct diag){ 0 };
	bundle_note(load->bundle, "%s names no memory: the machine's own devicetree is used", load->bundle->devicetree.from);
	return true;
}
