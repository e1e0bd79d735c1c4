/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/stage-steps.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/load/load-values.h"
#include "kexec/load/stage.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan.h"
#include "kexec/rehearse/rebase.h"

#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

#define NORMAL_RAM GIB(2)      /* of the next kernel of a normal load, if its parts do not lie higher */
#define NORMAL_RAM_MAX GIB(64) /* a kernel takes 1/64 of its RAM for itself */

static uint64_t end_of(const struct plan *plan)
{
	uint64_t end = 0;

	for (size_t i = 0; i < plan->segment_count; i++) {
		end = plan->segment[i].memory.end > end ? plan->segment[i].memory.end : end;
		end = plan->segment[i].home.end > end ? plan->segment[i].home.end : end;
	}
	return end;
}

/* A capture kernel sees all of the crashed one's memory, but uses the crash regions. A next kernel uses all that there is. */
static int choose_ram(const struct plan *plan, const struct rebase *rebase, struct stage *stage, struct diag *diag)
{
	uint64_t end = (end_of(plan) + MIB(1) - 1) / MIB(1) * MIB(1);

	stage->ram = rebase->board;
	if (plan->crash)
		return 0;
	end = end > stage->ram.start + NORMAL_RAM ? end : stage->ram.start + NORMAL_RAM;
	stage->ram.end = end < stage->ram.end ? end : stage->ram.end;
	if (range_size(stage->ram) <= NORMAL_RAM_MAX)
		return 0;
	diag_fail(diag, -ERANGE, "the load is planned so high that a rehearsal would need more than 64 GiB of RAM");
	diag_hint(diag, "--mem-max=ADDR plans it lower.");
	return -ERANGE;
}

static uint64_t usable(const struct plan *plan, struct range ram)
{
	uint64_t sum = plan->crash ? 0 : range_size(ram);

	for (size_t i = 0; i < plan->usable_count; i++)
		sum += range_size(plan->usable[i]);
	return sum;
}

static void move_notes(const struct rebase *rebase, struct machine *machine)
{
	for (size_t i = 0; i < machine->cpu_note_count; i++)
		machine->cpu_note[i] = rebase_range(rebase, machine->cpu_note[i]);
	machine->vmcoreinfo_note = rebase_range(rebase, machine->vmcoreinfo_note);
}

int stage_memory(struct load *load, struct stage *stage, struct diag *diag)
{
	CLEANUP(rebase_release) struct rebase rebase = { 0 };
	int r = rebase_make(&load->machine->map, stage->board, &rebase, diag);

	if (r < 0)
		return r;
	if (rebase.moves) {
		rebase_plan(&rebase, load->plan);
		rebase_elfcorehdr(&rebase, &load->elfcorehdr);
		move_notes(&rebase, load->machine);
	}
	stage->rebased = rebase.moves;
	r = choose_ram(load->plan, &rebase, stage, diag);
	stage->usable = usable(load->plan, stage->ram);
	return r;
}
