/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/stage-steps.h"

#include <stdlib.h>
#include <string.h>

#include "arch/arch-rehearsal.h"
#include "arch/arch.h"
#include "common/handoff.h"
#include "kexec/load/load-values.h"
#include "kexec/load/stage.h"
#include "kexec/machine/console-choose.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"

int stage_machine(struct load *load, const struct stage *stage, const struct blob *tree, struct diag *diag)
{
	const struct snapshot nothing = { 0 };
	struct machine *machine = load->machine;
	struct devicetree devicetree = { 0 };
	int r = devicetree_open(blob_view(tree), "the virtual machine's devicetree", &devicetree, diag);

	if (r < 0)
		return r;
	devicetree_release(load->given_devicetree);
	devicetree_release(&machine->devicetree);
	machine->devicetree = devicetree;
	free(machine->facts);
	machine->facts = NULL;
	memset(machine->reset, 0, sizeof(machine->reset));
	machine->ramoops = (struct handoff_ramoops){ 0 };
	load->console->console = *stage->virtual->console;
	return machine->arch->find_facts(&nothing, machine, diag);
}
