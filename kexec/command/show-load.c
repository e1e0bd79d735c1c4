/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/show-load.h"

#include "kexec/command/outcome.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"
#include "kexec/load/submit.h"
#include "kexec/options/options.h"

void show_load(const struct invocation *invocation, const struct load *load)
{
	struct load_view view;

	load_look(load, &view);
	if (invocation->options->dry_run == DRY_RUN_JSON)
		load_print_json(&view, invocation->out);
	else
		load_print(&view, invocation->colour, invocation->out);
}
