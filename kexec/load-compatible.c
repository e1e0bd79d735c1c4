/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load-steps.h"

#include "kexec/load-values.h"
#include "kexec/machine/fdt-facts.h"
#include "kexec/machine/machine.h"

struct view compatible_of(const struct load *load)
{
	const void *own = load->machine->devicetree.tree.data;

	return own ? dtb_compatible(own) : (struct view){ 0 };
}
