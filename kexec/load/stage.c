/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/stage.h"

#include <errno.h>

#include "arch/arch-rehearsal.h"
#include "arch/arch.h"
#include "kexec/base/diag.h"
#include "kexec/load/load-values.h"
#include "kexec/load/stage-steps.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan.h"

int stage_virtual(const struct load *load, struct stage *stage, struct diag *diag)
{
	const struct machine *machine = load->machine;

	stage->virtual = machine->arch->rehearsal;
	if (!stage->virtual)
		return diag_fail(diag, -ENOTSUP, "%s: this version has no virtual machine to rehearse in", machine->arch->name);
	if (!stage->virtual->init().size) {
		diag_fail(diag, -ENOTSUP, "%s: this kexec was built without a purgatory, so it cannot rehearse", machine->arch->name);
		diag_hint(diag, "Build it with a compiler for the architecture.");
		return -ENOTSUP;
	}
	stage->processor = stage->virtual->processor(machine);
	stage->registers_size = stage->virtual->registers_size;
	stage->crash = load->crash;
	stage->page_size = machine->page_size;
	stage->board = stage->virtual->ram;
	stage->cpus = machine->cpu_note_count;
	stage->brings_initrd = load->initrd.size != 0;
	return 0;
}

int load_stage(struct load *load, struct stage *ret, struct diag *diag)
{
	struct stage stage = { 0 };
	int r = stage_virtual(load, &stage, diag);

	/* Before the sizes: the region that they must fit is another one. */
	if (!r)
		r = stage_memory(load, &stage, diag);
	if (!r)
		r = stage_marker(load, &stage, stage.virtual->words, diag);
	if (!r)
		r = stage_room(load, &stage, diag);
	if (r < 0)
		return r;
	stage.entry = load->plan->entry;
	*ret = stage;
	return 0;
}
