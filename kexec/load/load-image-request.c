/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include "kexec/base/blob.h"
#include "kexec/image/image-open.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/fdt-facts.h"
#include "kexec/machine/machine.h"
#include "kexec/options/options.h"

struct image_request image_request_of(const struct context *context, const struct load *load)
{
	const struct options *options = context->options;
	const void *own = load->machine->devicetree.tree.data;

	return (struct image_request){
		.type = options->type,
		.compatible = own ? dtb_compatible(own) : (struct view){ 0 },
		.choices = {
			.fit_config = options->fit_config,
			.have_uki_profile = options->have_uki_profile,
			.uki_profile = options->uki_profile,
		},
	};
}
