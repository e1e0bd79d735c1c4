/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/plan/plan-make.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>

#include "arch/arch.h"
#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/size-text.h"
#include "kexec/plan/choose.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan-check.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"

static int make_demands(const struct plan_request *request, struct choice *ret, struct diag *diag)
{
	const struct demand *kernel = &ret->demand[0];
	uint64_t size[PART_COUNT], total = 0;

	for (int part = 0; part < PART_COUNT; part++)
		if (!align_up(request->size[part], request->page_size, &size[part]) || !add_u64(total, size[part], &total))
			return diag_fail(diag, -ENOSPC, "%s has %" PRIu64 " bytes, which is more than any memory",
					 part_name(request->arch, (enum part)part), request->size[part]);
	ret->request = request;
	ret->count = request->arch->demands(request->image, size, request->crash, request->page_size, ret->demand);
	assert(request->crash || ret->demand[ret->count - 1].part != PART_HOLE);
	if (kernel->offset & (request->page_size - 1))
		return diag_fail(diag, -EINVAL,
				 "the kernel must start 0x%" PRIx64
				 " above a multiple of %s (text_offset), which is not a boundary of "
				 "the running kernel's %s pages",
				 kernel->offset, size_text(kernel->align).text, size_text(request->page_size).text);
	return 0;
}

static int check_entry(const struct plan_request *request, const struct plan *plan, struct diag *diag)
{
	if (!request->have_entry)
		return 0;
	for (size_t i = 0; i < plan->segment_count; i++)
		if (range_contains_address(plan->segment[i].memory, request->entry))
			return 0;
	return diag_fail(diag, -EINVAL, "--entry=0x%" PRIx64 " is in no segment; the segments lie in 0x%" PRIx64 "-0x%" PRIx64,
			 request->entry, plan->segment[0].memory.start, plan->segment[plan->segment_count - 1].memory.end - 1);
}

/* A region is loaded into as a whole, even if the given devicetree does not name all of it. */
static int check_named(const struct plan_request *request, const struct plan *plan, struct diag *diag)
{
	for (size_t i = 0; i < plan->segment_count && request->named.count; i++) {
		struct range home = plan->segment[i].home;

		if (ranges_contain(&request->named, home))
			continue;
		diag_fail(diag, -ENODATA,
			  "devicetree %s: it names no memory at 0x%" PRIx64 "-0x%" PRIx64
			  ", where the %s is to be: the next kernel would stop",
			  request->named_by, home.start, home.end - 1, plan->segment[i].name);
		diag_hint(diag,
			  "Let its memory nodes name all memory, as the machine's own devicetree does (/sys/firmware/fdt).");
		return -ENODATA;
	}
	return 0;
}

int plan_make(const struct plan_request *request, struct plan *ret, struct diag *diag)
{
	CLEANUP(plan_release)
	struct plan plan = { .crash = request->crash, .hotplug = request->hotplug, .cmdline = request->cmdline };
	struct choice choice;
	struct diag broken;
	int r;

	assert(request->size[PART_KERNEL]);
	r = make_demands(request, &choice, diag);
	if (r < 0)
		return r;
	r = request->crash ? choose_crash(&choice, &plan, diag) : choose_normal(&choice, &plan, diag);
	if (r < 0)
		return r;
	r = check_entry(request, &plan, diag);
	if (!r)
		r = check_named(request, &plan, diag);
	if (r < 0)
		return r;
	r = plan_check(request, &plan, &broken);
	if (r == -ENOMEM)
		return diag_oom(diag);
	assert(r == 0);
	*ret = plan;
	plan = (struct plan){ 0 };
	return 0;
}
