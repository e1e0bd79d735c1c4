/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-gather.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/collect.h"
#include "kexec/host/host.h"
#include "kexec/host/lockdown.h"
#include "kexec/load/load-steps.h"
#include "kexec/load/load-values.h"
#include "kexec/load/running-files.h"
#include "kexec/machine/machine-from.h"
#include "kexec/machine/scratch-areas.h"

static const struct snapshot_row by_files[] = {
	{ .path = CONFIG_FILE, .limit = CONFIG_MAX },
	{ .path = RELEASE_FILE, .limit = RELEASE_MAX },
	{ .path = MEMINFO_FILE, .limit = MEMINFO_MAX },
	{ .path = SCRATCH_STARTS, .limit = SCRATCH_MAX },
	{ .path = SCRATCH_SIZES, .limit = SCRATCH_MAX },
	{ .path = LOCKDOWN_FILE, .limit = NUMBER_MAX },
	{ .path = NULL },
};

static const struct snapshot_row by_segments[] = {
	{ .path = CRYPT_KEYS_FILE, .limit = NUMBER_MAX },
	{ .path = NULL },
};

/* The configuration that a distribution installs is looked for if the running kernel does not show its own. */
static int gather_configs(const struct host *host, struct snapshot *kept, struct diag *diag)
{
	bool is_wanted = snapshot_find(kept, CONFIG_FILE)->error != 0;
	char path[INSTALLED_PATH_SIZE];
	struct view release;
	struct diag ignored;
	int r = 0;

	if (snapshot_bytes(kept, RELEASE_FILE, &release, &ignored) < 0)
		return 0;
	for (size_t i = 0; i < INSTALLED_CONFIGS && !r; i++) {
		if (!installed_config((const char *)release.data, i, path))
			return 0;
		if (is_wanted)
			r = host_collect_file(host, path, CONFIG_MAX, kept, diag);
		else if (snapshot_add_error(kept, path, -ENOENT, NULL) < 0)
			r = diag_oom(diag);
	}
	return r;
}

int gather_inputs(const struct context *context, const struct load *load, struct inputs *ret)
{
	CLEANUP(inputs_release) struct inputs inputs = { 0 };
	const struct machine_request request = machine_request_of(context->options, load->by_files);
	int r = host_collect(context->host, &request, &inputs.machine, context->diag);

	if (!r)
		r = host_collect_files(context->host, load->by_files ? by_files : by_segments, &inputs.kept, context->diag);
	if (!r && load->by_files)
		r = gather_configs(context->host, &inputs.kept, context->diag);
	if (r < 0)
		return r;
	*ret = inputs;
	inputs = (struct inputs){ 0 };
	return 0;
}

void inputs_release(struct inputs *inputs)
{
	snapshot_release(&inputs->machine);
	snapshot_release(&inputs->kept);
}
