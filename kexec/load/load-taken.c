/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/memmap.h"
#include "kexec/parts/dtb-reserved.h"

/*
 * Kernels before 4.18 do not show in /proc/iomem what they have reserved inside RAM (Linux 50d7ba36b916, "arm64: export
 * memblock_reserve()d regions via /proc/iomem"): it is what their devicetree reserves.
 */
int ask_devicetree(const struct context *context, struct load *load)
{
	CLEANUP(ranges_release) struct ranges reserved = { 0 };
	struct machine *machine = load->machine;
	int r;

	if (machine->map.names_reserved)
		return 0;
	r = dtb_find_reserved(&machine->devicetree, &reserved);
	if (!r)
		r = memmap_repaint_ram_in(&machine->map, &reserved, MEM_RESERVED);
	return r < 0 ? diag_oom(context->diag) : 0;
}

int find_taken(const struct context *context, struct load *load)
{
	const struct devicetree *given = load->given_devicetree;
	const struct devicetree *next = given->tree.size ? given : &load->machine->devicetree;

	return dtb_find_reserved(next, &load->taken) < 0 ? diag_oom(context->diag) : 0;
}
