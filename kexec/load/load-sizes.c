/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include "arch/arch.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/machine.h"
#include "kexec/parts/elfcorehdr.h"
#include "kexec/parts/purgatory-part.h"
#include "kexec/plan/demand.h"

int size_parts(const struct machine *machine, const struct boot_request *boot, const struct ranges *dumped, bool staged,
	       uint64_t *ret, struct diag *diag)
{
	int r = machine->arch->boot_bound(boot, &ret[PART_BOOT], diag);

	if (!r && dumped)
		r = elfcorehdr_size(machine->cpu_note_count, dumped->count, &ret[PART_ELFCOREHDR], diag);
	return r ? r : purgatory_bound(machine->arch, ret, staged, &ret[PART_PURGATORY], diag);
}
