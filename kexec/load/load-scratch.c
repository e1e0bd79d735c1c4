/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/base/size-text.h"
#include "kexec/image/image.h"
#include "kexec/load/load-values.h"
#include "kexec/load/running-files.h"
#include "kexec/machine/scratch-areas.h"

static uint64_t largest(const struct ranges *areas)
{
	uint64_t size = 0;

	for (size_t i = 0; i < areas->count; i++)
		if (range_size(areas->range[i]) > size)
			size = range_size(areas->range[i]);
	return size;
}

static int fail(const struct context *context, const struct load *load, uint64_t kernel, const struct ranges *areas)
{
	diag_fail(context->diag, -ENOSPC,
		  "the running kernel hands data over (kho=on) and has no room for this load in its scratch areas: kernel %s, "
		  "initrd "
		  "%s; the largest of %zu areas has %s",
		  size_text(kernel).text, size_text(load->initrd.size).text, areas->count, size_text(largest(areas)).text);
	diag_hint(context->diag, "Boot with a larger kho_scratch=, or use a smaller initrd. -c loads with kexec_load(2), which "
				 "hands nothing over.");
	return -ENOSPC;
}

/* Without the files handover is off, or debugfs is absent or closed to this user: the call itself will tell. */
int check_scratch(const struct context *context, const struct load *load)
{
	CLEANUP(blob_release) struct blob starts = { 0 };
	CLEANUP(blob_release) struct blob sizes = { 0 };
	CLEANUP(ranges_release) struct ranges areas = { 0 };
	uint64_t kernel = load->image->mem_size + load->image->offset;
	int r = read_if_shown(context, SCRATCH_STARTS, SCRATCH_MAX, &starts);

	if (!r)
		r = read_if_shown(context, SCRATCH_SIZES, SCRATCH_MAX, &sizes);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	r = scratch_areas_parse(blob_view(&starts), blob_view(&sizes), &areas);
	if (r < 0)
		return r == -ENOMEM ? diag_oom(context->diag) : 0;
	if (scratch_areas_fit(&areas, kernel, load->image->align, load->initrd.size))
		return 0;
	return fail(context, load, kernel, &areas);
}
