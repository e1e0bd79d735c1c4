/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/carry-out.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/command/outcome.h"
#include "kexec/command/request.h"
#include "kexec/command/take.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"
#include "kexec/loaded/loaded.h"
#include "kexec/options/options.h"

static enum next next_of(const struct options *options)
{
	if (options->command == COMMAND_LOAD)
		return NEXT_NOTHING;
	return options->command == COMMAND_LOAD_EXEC ? NEXT_START : NEXT_SHUTDOWN;
}

/* The request is known before the purgatory is built, so that an identical load costs no more than the digests of its files. */
int carry_out_load(const struct invocation *invocation, struct load **load, struct outcome *outcome, struct diag *diag)
{
	CLEANUP(loaded_release) struct loaded loaded = { 0 };
	const struct options *options = invocation->options;
	struct load_view view;
	int r;

	load_look(*load, &view);
	r = request_make(options, &view, &loaded, diag);
	if (!r && options->prepare && request_is_in_place(invocation->host, options->crash, &loaded)) {
		fprintf(invocation->out, "An identical load is in place: nothing was done.\n");
		return 0;
	}
	if (!r)
		r = request_complete(invocation, *load, &loaded, diag);
	if (!r)
		r = take_load(invocation, &view, load, &loaded, outcome, diag);
	if (!r)
		outcome->next = next_of(options);
	return r;
}
