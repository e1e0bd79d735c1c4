/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/machine.h"

#include <stdlib.h>

void machine_release(struct machine *machine)
{
	memmap_release(&machine->map);
	free(machine->cmdline);
	devicetree_release(&machine->devicetree);
	free(machine->facts);
	free(machine->cpu_note);
	blob_release(&machine->kcore_head);
	*machine = (struct machine){ 0 };
}
