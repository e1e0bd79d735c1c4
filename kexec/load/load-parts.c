/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include "kexec/base/blob.h"
#include "kexec/base/ranges.h"
#include "kexec/load/load-values.h"
#include "kexec/plan/plan.h"
#include "kexec/route.h"

void attach_parts(struct load *load)
{
	struct plan *plan = load->plan;

	plan->initrd_unpacked = load->initrd_unpacked;
	plan->why_call = load->route->why;
	plan->cmdline = load->cmdline;
	plan_set_bytes(plan, PART_KERNEL, load->kernel);
	plan_set_bytes(plan, PART_INITRD, load->initrd);
	plan_set_bytes(plan, PART_BOOT, blob_view(&load->boot));
	plan_set_bytes(plan, PART_ELFCOREHDR, blob_view(&load->elfcorehdr));
	plan_set_bytes(plan, PART_PURGATORY, (struct view){ .size = range_size(plan_memory(plan, PART_PURGATORY)) });
}

int build_parts(const struct context *context, const struct ranges *dumped, struct load *load)
{
	int r = 0;

	if (load->crash)
		r = build_elfcorehdr(context, load->machine, dumped, &load->elfcorehdr);
	if (!r)
		r = build_boot(context, load);
	if (!r)
		attach_parts(load);
	return r;
}

void attach_purgatory(struct load *load)
{
	plan_set_bytes(load->plan, PART_PURGATORY, blob_view(&load->purgatory));
}
