/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>

#include "kexec/base/diag.h"
#include "kexec/load/load-steps.h"
#include "kexec/load/load-values.h"
#include "kexec/load/load.h"
#include "kexec/load/stage-steps.h"
#include "kexec/load/stage.h"
#include "kexec/plan/plan.h"

/* The places were chosen before the bytes were known. */
static int check_sizes(const struct plan *plan, struct diag *diag)
{
	for (size_t i = 0; i < plan->segment_count; i++) {
		const struct segment *segment = &plan->segment[i];

		if (segment->bytes.size > range_size(segment->memory))
			return diag_fail(diag, -EFBIG, "the %s of the rehearsal takes %zu bytes, and has room for %zu", segment->name,
					 segment->bytes.size, (size_t)range_size(segment->memory));
	}
	return 0;
}

int load_stage_complete(const struct options *options, const struct host *host, FILE *out, const struct blob *tree,
			struct stage *stage, struct load *load, struct diag *diag)
{
	const struct context context = { .options = options, .host = host, .trace = out, .diag = diag };
	int r = stage_machine(load, stage, tree, diag);

	if (!r) {
		blob_release(&load->boot);
		r = build_boot(&context, load);
	}
	if (r < 0)
		return r;
	r = stage_room_for_boot(load, stage, diag);
	if (r < 0)
		return r;
	r = load_complete(options, out, load, diag);
	return r ? r : check_sizes(load->plan, diag);
}
