/* SPDX-License-Identifier: GPL-2.0-only */
#include "config.h"

#include "kexec/command/carry-out.h"

#include <errno.h>
#include <stdlib.h>

#include "kexec/base/cleanup.h"
#include "kexec/command/outcome.h"
#include "kexec/command/record.h"
#include "kexec/command/take.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"
#include "kexec/loaded/loaded.h"
#include "kexec/options/options.h"
#include "kexec/route.h"

static enum next next_of(const struct options *options)
{
	if (options->command == COMMAND_LOAD)
		return NEXT_NOTHING;
	return options->command == COMMAND_LOAD_EXEC ? NEXT_START : NEXT_SHUTDOWN;
}

static int make_request(const struct options *options, const struct load_view *load, struct loaded *ret, struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return diag_oom(diag);
	fprintf(out, "%s\n%s\n", PACKAGE_TITLE, route_name(load->route->way));
	options_write_settings(options, out);
	if (fclose(out))
		return diag_oom(diag);
	return record_request(text, load, ret, diag);
}

/* The request is known before the purgatory is built, so that an identical load costs no more than the digests of its files. */
int carry_out_load(const struct invocation *invocation, struct load *load, struct outcome *outcome, struct diag *diag)
{
	CLEANUP(loaded_release) struct loaded loaded = { 0 };
	const struct options *options = invocation->options;
	struct load_view view;
	int r;

	load_look(load, &view);
	r = make_request(options, &view, &loaded, diag);
	if (!r && options->prepare && record_is_in_place(invocation->host, options->crash, &loaded)) {
		fprintf(invocation->out, "An identical load is in place: nothing was done.\n");
		return 0;
	}
	if (!r)
		r = load_complete(options, invocation->trace, load, diag);
	if (!r)
		r = record_result(invocation->host, &view, &loaded, diag);
	if (!r)
		r = take_load(invocation, &view, &loaded, outcome, diag);
	if (!r)
		outcome->next = next_of(options);
	return r;
}
