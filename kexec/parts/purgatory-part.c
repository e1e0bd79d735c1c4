/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/purgatory-part.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "arch/arch.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/machine.h"
#include "kexec/parts/handoff-write.h"
#include "kexec/plan/moves.h"
#include "kexec/plan/plan.h"

#define TABLE_SIZE 4096

_Static_assert(PART_SEGMENTS <= HANDOFF_REGIONS_MAX, "the handoff needs a region for each part");

int purgatory_bound(const struct arch *arch, const uint64_t *part_size, bool may_stage, uint64_t *ret, struct diag *diag)
{
	size_t places = (may_stage ? 2 : 1) * (PART_SEGMENTS - 1);
	size_t bound = handoff_segment_bound(part_size, PART_COUNT, arch->tables_bound ? arch->tables_bound(places) : 0);

	if (bound == SIZE_MAX)
		return diag_fail(diag, -EFBIG, "the parts are too large: the purgatory cannot hold the digests of all of them");
	*ret = bound;
	return 0;
}

/* Makes the page tables. Failure is not fatal: without tables the purgatory is only slower. */
static int build_tables(const struct purgatory_request *request, struct blob *ret, struct purgatory_tables *ret_tables,
			struct diag *diag)
{
	struct range memory[2 * PART_COUNT];
	struct purgatory_map map = {
		.segment = plan_memory(request->plan, PART_PURGATORY),
		.memory = memory,
		.memory_count = plan_memory_beside(request->plan, PART_PURGATORY, memory),
		.device = request->console->type == HANDOFF_CONSOLE_NONE || request->console->space != HANDOFF_SPACE_MEMORY
				  ? 0
				  : request->console->base,
	};
	struct diag reason = { 0 };
	const struct arch *arch = request->machine->arch;
	int r = arch->tables ? arch->tables(&map, ret, &reason) : 0;

	if (r == -ENOMEM)
		return diag_oom(diag);
	*ret_tables = (struct purgatory_tables){ .pages = r ? 0 : ret->size / TABLE_SIZE };
	if (r < 0)
		snprintf(ret_tables->why_none, sizeof(ret_tables->why_none), "%.250s", reason.message);
	return 0;
}

/*
 * The running kernel writes to the elfcorehdr of a load with --hotplug: a digest of now would not fit it then. The capture kernel
 * reads it with caches on, so nobody misses that the purgatory does not clean it to the point of coherency.
 */
static bool is_verified(const struct plan *plan, enum part part)
{
	return part != PART_PURGATORY && !(plan->hotplug && part == PART_ELFCOREHDR);
}

/*
 * Lists the parts to verify in an order in which no move overwrites another part or the purgatory.
 * Returns their number, or -errno with the reason.
 */
static int list_parts(const struct plan *plan, struct handoff_part *ret, struct diag *diag)
{
	struct move move[PART_COUNT];
	size_t order[PART_COUNT], moves = plan_moves(plan, move);
	int count = 0, r = moves_order(move, moves, order, diag);

	for (size_t i = 0; i < moves && !r; i++) {
		const struct segment *segment = &plan->segment[order[i]];

		if (is_verified(plan, segment->part))
			ret[count++] = (struct handoff_part){
				.name = segment->name,
				.start = segment->home.start,
				.staged = segment->memory.start,
				.bytes = segment->bytes,
			};
	}
	return r < 0 ? r : count;
}

int purgatory_build(const struct purgatory_request *request, struct blob *ret, struct purgatory_tables *ret_tables,
		    struct diag *diag)
{
	const struct arch *arch = request->machine->arch;
	CLEANUP(blob_release) struct blob tables = { 0 };
	struct handoff_part parts[PART_COUNT];
	struct handoff_values values = {
		.purgatory = arch->purgatory(),
		.segment = plan_memory(request->plan, PART_PURGATORY).start,
		.kernel_entry = request->plan->kernel_entry,
		.arguments_received = arch->arguments_received,
		.flags = request->flags,
		.on_mismatch = request->on_mismatch,
		.console = *request->console,
		.ramoops = request->machine->ramoops,
		.sha256 = request->sha256,
		.parts = parts,
	};
	int r = list_parts(request->plan, parts, diag);

	if (r < 0)
		return r;
	values.part_count = (size_t)r;
	values.argument[arch->boot_argument] = plan_home(request->plan, PART_BOOT).start;
	memcpy(values.reset, request->machine->reset, sizeof(values.reset));
	r = build_tables(request, &tables, ret_tables, diag);
	if (r < 0)
		return r;
	values.tables = blob_view(&tables);
	return handoff_build(&values, ret, diag);
}
