/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arch-rehearsal.h"
#include "kexec/load/load-values.h"
#include "kexec/load/stage-crash.h"
#include "kexec/load/stage-steps.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan.h"
#include "kexec/rehearse/first-kernel.h"

int stage_first_kernel(const struct load *load, struct crash_stage *stage, struct diag *diag)
{
	const struct memmap *map = &load->machine->map;
	struct range board = stage->stage.board;

	stage->machine_ram = first_kernel_machine_ram(map);
	stage->stage.ram = (struct range){ board.start, board.start + first_kernel_ram(map, stage->archive.size) };
	for (size_t i = 0; i < load->plan->usable_count; i++)
		stage->stage.usable += range_size(load->plan->usable[i]);
	return first_kernel_cmdline(map, stage->stage.virtual->words, &stage->cmdline, diag);
}
