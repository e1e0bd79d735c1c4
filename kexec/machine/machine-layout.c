/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/machine-layout.h"

#include "arch/arch.h"
#include "kexec/base/cleanup.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/vmcoreinfo.h"

int machine_find_layout(const struct machine *machine, struct kernel_layout *ret, struct diag *diag)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	size_t unused;
	int r;

	if (machine->kcore_head.size) {
		r = kcore_parse(blob_view(&machine->kcore_head), &unused, &kcore, diag);
		if (r < 0)
			return r;
	}
	return machine->arch->kernel_layout(&kcore, machine->map.kernel_code, machine->map.kernel_data, ret, diag);
}
