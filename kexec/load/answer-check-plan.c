/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/answer-parts.h"

#include <errno.h>

#include "kexec/base/diag.h"
#include "kexec/load/load-steps.h"
#include "kexec/load/load-values.h"
#include "kexec/parts/purgatory-part.h"
#include "kexec/plan/plan-check.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"

/* The digests of all parts must fit the purgatory's room. The sizes are of the bytes, which are no larger than those planned
 * with. */
static bool has_room_for_digests(const struct context *context, const struct load *load)
{
	uint64_t size[PART_COUNT] = {
		[PART_KERNEL] = load->kernel.size,
		[PART_INITRD] = load->initrd.size,
		[PART_BOOT] = load->boot.size,
		[PART_ELFCOREHDR] = load->elfcorehdr.size,
	};
	uint64_t bound = 0;
	struct diag ignored;

	return purgatory_bound(load->arch, size, may_stage(context, load), &bound, &ignored) == 0 &&
	       bound <= load->size[PART_PURGATORY];
}

/* The parts that must be there, and the room that the plan has for each. */
static const char *check_sizes(const struct context *context, const struct load *load)
{
	const uint64_t *size = load->size;

	if (size[PART_INITRD] != load->initrd.size || size[PART_HOLE])
		return "the size of a part";
	if (!load->boot.size || load->boot.size > size[PART_BOOT])
		return "the size of the boot data";
	if (!load->elfcorehdr.size != !load->crash || load->elfcorehdr.size > size[PART_ELFCOREHDR])
		return "the size of the elfcorehdr";
	return has_room_for_digests(context, load) ? NULL : "the size of the purgatory";
}

/* Does a part begin where the region does, and one end where it ends? */
static bool is_filled(const struct plan *plan)
{
	bool from_start = false, to_end = false;

	for (size_t i = 0; i < plan->segment_count; i++) {
		from_start |= plan->segment[i].memory.start == plan->region.start;
		to_end |= plan->segment[i].memory.end == plan->region.end;
	}
	return from_start && to_end;
}

static const char *check_region(const struct plan *plan)
{
	for (size_t i = 0; i < plan->segment_count; i++)
		if (!range_contains(plan->region, plan->segment[i].memory))
			return "a part is outside the region loaded into";
	if (range_is_empty(plan->region))
		return "the region loaded into is empty";
	if (plan->placement == PLACEMENT_FREE_RAM && !is_filled(plan))
		return "the region loaded into is not that of the parts";
	return NULL;
}

int answer_check_plan(const struct context *context, const struct load *load, const char **why, struct diag *diag)
{
	struct plan_request request;

	*why = check_sizes(context, load);
	if (!*why)
		*why = check_region(load->plan);
	if (!*why && load->plan->hotplug != updates_elfcorehdr(context, load))
		*why = "the plan has another --hotplug";
	if (*why)
		return -EPROTO;
	request = plan_request_for(context, load);
	*why = diag->message;
	return plan_check(&request, load->plan, diag);
}
