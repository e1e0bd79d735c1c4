/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include "kexec/options/options.h"
#include "kexec/plan/plan-request.h"

struct plan_request plan_request_of(const struct options *options)
{
	return (struct plan_request){
		.crash = options->crash,
		.allowed = options->allowed,
		.have_entry = options->have_entry,
		.entry = options->entry,
		.reserved = options->reserved,
		.reuse_crash = options->reuse_crash_region,
		.relocate = options->relocate,
	};
}
