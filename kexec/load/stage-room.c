/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/stage-steps.h"

#include <stdio.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/load/load-values.h"
#include "kexec/load/stage.h"
#include "kexec/parts/purgatory-part.h"
#include "kexec/plan/plan.h"
#include "kexec/rehearse/refit.h"

static void note_moved(struct stage *stage, const char *name)
{
	size_t used = strlen(stage->moved);

	snprintf(stage->moved + used, sizeof(stage->moved) - used, "%s%s", used ? ", " : "", name);
}

/* size: in bytes. */
static int give_room(struct load *load, enum part part, uint64_t size, struct stage *stage, struct diag *diag)
{
	struct plan *plan = load->plan;
	struct range inside = plan->crash ? plan->region : stage->ram;
	const char *name = part_name(load->arch, part);
	int r = refit_part(plan, part, name, size, stage->page_size, inside);

	if (r < 0) {
		diag_fail(diag, r, "the region has no room for the %s of the rehearsal, which is larger", name);
		diag_hint(diag, "A rehearsal needs some pages more than the load.");
	}
	if (r > 0)
		note_moved(stage, name);
	return r < 0 ? r : 0;
}

/* The digests of the larger parts. The plan has the same bound, unless a part takes a MiB more now. */
static int room_for_purgatory(const struct load *load, uint64_t *ret, struct diag *diag)
{
	uint64_t size[PART_COUNT] = { 0 };

	for (int part = 0; part < PART_SEGMENTS; part++)
		size[part] = part == PART_PURGATORY ? 0 : range_size(plan_memory(load->plan, (enum part)part));
	return purgatory_bound(load->arch, size, load->plan->placement == PLACEMENT_STAGED, ret, diag);
}

int stage_room(struct load *load, struct stage *stage, struct diag *diag)
{
	struct plan *plan = load->plan;
	bool by_purgatory = plan->entry == plan_memory(plan, PART_PURGATORY).start;
	uint64_t purgatory = 0;
	int r = give_room(load, PART_INITRD, load->initrd.size, stage, diag);

	if (!r)
		r = room_for_purgatory(load, &purgatory, diag);
	if (!r)
		r = give_room(load, PART_PURGATORY, purgatory, stage, diag);
	if (r < 0)
		return r;
	plan_set_bytes(plan, PART_INITRD, load->initrd);
	if (by_purgatory)
		plan->entry = plan_memory(plan, PART_PURGATORY).start;
	return 0;
}

int stage_room_for_boot(struct load *load, struct stage *stage, struct diag *diag)
{
	int r = give_room(load, PART_BOOT, load->boot.size, stage, diag);

	if (!r)
		plan_set_bytes(load->plan, PART_BOOT, blob_view(&load->boot));
	return r;
}
