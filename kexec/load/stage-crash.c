/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/stage-crash.h"

#include <stdio.h>
#include <stdlib.h>

#include "arch/arch-rehearsal.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/load/load-values.h"
#include "kexec/load/stage-steps.h"
#include "kexec/rehearse/first-kernel.h"

void crash_stage_release(struct crash_stage *stage)
{
	blob_release(&stage->archive);
	free(stage->cmdline);
	stage->cmdline = NULL;
}

static int add_marker(struct load *load, const struct stage *stage, struct diag *diag)
{
	AUTO_FREE char *words = NULL;

	if (asprintf(&words, "%s " FIRST_KERNEL_PAGE, stage->virtual->words) < 0) {
		words = NULL;
		return diag_oom(diag);
	}
	return stage_marker(load, stage, words, diag);
}

static int make_archive(const struct load *load, struct view kexec, bool skip_checks, struct crash_stage *stage, struct diag *diag)
{
	const struct first_kernel_files files = {
		.program = stage->stage.virtual->init(),
		.kexec = kexec,
		.kernel = load->kernel,
		.initrd = load->initrd,
		.cmdline = load->cmdline,
		.skip_checks = skip_checks,
	};

	return first_kernel_archive(&files, &stage->archive, diag);
}

int load_stage_crash(struct load *load, struct view kexec, bool skip_checks, struct crash_stage *ret, struct diag *diag)
{
	CLEANUP(crash_stage_release) struct crash_stage stage = { .kernel = load->kernel };
	int r = stage_virtual(load, &stage.stage, diag);

	if (!r)
		r = add_marker(load, &stage.stage, diag);
	if (!r)
		r = make_archive(load, kexec, skip_checks, &stage, diag);
	if (!r)
		r = stage_first_kernel(load, &stage, diag);
	if (r < 0)
		return r;
	*ret = stage;
	stage = (struct crash_stage){ 0 };
	return 0;
}
