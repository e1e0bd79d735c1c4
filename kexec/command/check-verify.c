/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/check-verify.h"

#include <stdio.h>

#include "kexec/check/load-facts.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"
#include "kexec/machine/console-choose.h"
#include "kexec/machine/machine.h"

static bool can_reset(const struct machine *machine)
{
	for (size_t i = 0; i < HANDOFF_RESETS_MAX; i++)
		if (machine->reset[i].kind != HANDOFF_RESET_NONE)
			return true;
	return false;
}

void check_describe_purgatory(const struct load *load, bool verifies, struct load_facts *facts)
{
	struct load_view view;

	load_look(load, &view);
	facts->verifies = view.plan && verifies;
	if (!facts->verifies)
		return;
	facts->can_reset = can_reset(view.machine);
	facts->reports_to_ramoops = view.machine->ramoops.size != 0;
	if (view.console->console.type == HANDOFF_CONSOLE_NONE)
		snprintf(facts->silent, sizeof(facts->silent), "%s", view.console->why);
}
