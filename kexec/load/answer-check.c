/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/answer.h"

#include <errno.h>

#include "kexec/base/diag.h"
#include "kexec/load/answer-parts.h"
#include "kexec/load/load-values.h"
#include "kexec/plan/plan.h"

static int check(const struct context *context, const struct load *load, bool is_whole, const char **why, struct diag *diag)
{
	bool has_plan = is_whole && !load->by_files, has_files = is_whole && load->by_files;

	*why = answer_check_values(load);
	if (!*why && (has_plan != (load->plan->segment_count != 0) || has_files != (load->files != NULL)))
		*why = "it is another kind of load";
	if (*why)
		return -EPROTO;
	return has_plan ? answer_check_plan(context, load, why, diag) : 0;
}

int answer_check(const struct context *context, const struct load *load, bool is_whole, struct diag *diag)
{
	struct diag reason = { 0 };
	const char *why;
	int r = check(context, load, is_whole, &why, &reason);

	if (r == -ENOMEM)
		return diag_oom(diag);
	if (r < 0) {
		diag_fail(diag, -EPROTO, "parsing has given an answer that is not valid: %.500s", why);
		diag_hint(diag, "A file is hostile, or kexec has a fault: report it with the files (SECURITY.md). Nothing was loaded, "
				"and what was loaded before still is.");
	}
	return r < 0 ? -EPROTO : 0;
}
