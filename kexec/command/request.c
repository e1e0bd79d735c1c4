/* SPDX-License-Identifier: GPL-2.0-only */
#include "config.h"

#include "kexec/command/request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/command/known.h"
#include "kexec/command/record.h"
#include "kexec/host/host.h"
#include "kexec/load/load-view.h"
#include "kexec/loaded/loaded.h"
#include "kexec/options/options.h"
#include "kexec/route.h"

static int make_digest(const struct options *options, const struct load_view *load, struct loaded *ret, struct diag *diag)
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

/* A file is found again from any folder. */
static char *option_text(const struct option_given *option)
{
	AUTO_FREE char *path = option->is_file ? host_full_path(option->value) : NULL;
	const char *value = option->is_file ? path : option->value;
	char *text = NULL;
	int r = option->is_file && !path ? -1 : value ? asprintf(&text, "--%s=%s", option->name, value) : asprintf(&text, "--%s", option->name);

	return r < 0 ? NULL : text;
}

int request_make(const struct options *options, const struct load_view *load, struct loaded *ret, struct diag *diag)
{
	int r = make_digest(options, load, ret, diag);

	for (size_t i = 0; i < options->given_count && !r; i++) {
		AUTO_FREE char *text = option_text(&options->given[i]);

		if (!text || loaded_add_option(ret, &text) < 0)
			r = diag_oom(diag);
	}
	return r;
}

bool request_is_in_place(const struct host *host, bool crash, const struct loaded *loaded)
{
	return known_has_request(host, crash, loaded->request);
}
