/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/stage-steps.h"

#include <stdlib.h>

#include "arch/arch-rehearsal.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/load/load-steps.h"
#include "kexec/load/load-values.h"
#include "kexec/load/stage.h"
#include "kexec/parts/cmdline.h"
#include "kexec/plan/plan.h"
#include "kexec/rehearse/marker.h"

static int add_archive(const struct stage *stage, const char *next, struct bundle *bundle, struct diag *diag)
{
	CLEANUP(blob_release) struct blob archive = { 0 };
	struct view bytes;
	int r = marker_archive(stage->virtual->init(), next, &archive, diag);

	if (r < 0)
		return r;
	bytes = blob_view(&archive);
	r = bundle_own(bundle, &archive, diag);
	return r ? r : bundle_add_initrd(bundle, bytes, "the marker of the rehearsal", diag);
}

static int extend_initrd(struct load *load, const struct stage *stage, struct diag *diag)
{
	AUTO_FREE char *next = marker_next(load->cmdline);
	CLEANUP(blob_release) struct blob joined = { 0 };
	int r;

	if (!next)
		return diag_oom(diag);
	r = add_archive(stage, next, load->bundle, diag);
	if (!r)
		r = bundle_join_initrds(load->bundle, &load->initrd, &joined, diag);
	if (r < 0)
		return r;
	blob_release(&load->joined);
	load->joined = blob_take(&joined);
	return 0;
}

static int extend_cmdline(struct load *load, const char *words, struct diag *diag)
{
	const struct cmdline_sources sources = cmdline_sources_of(load);
	char *longer;
	int r = marker_cmdline(load->cmdline, cmdline_kernel_length(load->cmdline), words, sources.max, &longer, diag);

	if (r < 0)
		return r;
	free(load->cmdline);
	load->cmdline = longer;
	load->plan->cmdline = longer;
	return 0;
}

/* The initrd first: it keeps the init that the command line names. */
int stage_marker(struct load *load, const struct stage *stage, const char *words, struct diag *diag)
{
	int r = extend_initrd(load, stage, diag);

	return r ? r : extend_cmdline(load, words, diag);
}
