/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/show-load.h"

#include <errno.h>

#include "kexec/command/outcome.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"
#include "kexec/load/submit.h"
#include "kexec/options/options.h"
#include "kexec/plan/plan-svg.h"

static int draw(const struct invocation *invocation, const struct load_view *load, struct diag *diag)
{
	if (load->files) {
		diag_fail(diag, -ENOTSUP,
			  "--dry-run=svg draws places, but with kexec_file_load(2) the running kernel chooses them and does "
			  "not tell");
		diag_hint(diag, "--dry-run=text prints what is known of this load; -c loads with kexec_load(2).");
		return -ENOTSUP;
	}
	plan_print_svg(load->plan, load->machine, invocation->out);
	return 0;
}

int show_load(const struct invocation *invocation, const struct load *load, struct diag *diag)
{
	struct load_view view;

	load_look(load, &view);
	if (invocation->options->dry_run == DRY_RUN_SVG)
		return draw(invocation, &view, diag);
	if (invocation->options->dry_run == DRY_RUN_JSON)
		load_print_json(&view, invocation->out);
	else
		load_print(&view, invocation->colour, invocation->out);
	return 0;
}
