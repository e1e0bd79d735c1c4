/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <inttypes.h>

#include "kexec/base/diag.h"
#include "kexec/base/notes.h"
#include "kexec/base/trace.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/machine.h"
#include "kexec/options/options.h"

bool updates_elfcorehdr(const struct context *context, const struct load *load)
{
	return context->options->hotplug && load->machine->elfcorehdr_size;
}

/* A kernel without this ability takes the flag, and ignores it. */
static void note_no_effect(const struct load *load)
{
	struct diag note;

	diag_fail(&note, 0,
		  "--hotplug has no effect: the running kernel cannot update a loaded crash kernel (it has no "
		  "/sys/kernel/crash_elfcorehdr_size)");
	diag_hint(&note, "Repeat the load with --prepare after CPUs or memory have come or gone: it does nothing if nothing "
			 "has changed.");
	notes_add(load->notes, &note);
}

void note_hotplug(const struct context *context, struct load *load)
{
	if (!context->options->hotplug)
		return;
	if (!load->machine->elfcorehdr_size)
		note_no_effect(load);
	else if (load->by_files)
		trace(context->trace, "hotplug: the running kernel updates the elfcorehdr that it makes itself");
	else
		trace(context->trace,
		      "hotplug: the running kernel updates the elfcorehdr in %" PRIu64
		      " bytes; it does not update the devicetree, and the purgatory does not verify the elfcorehdr",
		      load->machine->elfcorehdr_size);
}
