/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/check-facts.h"

#include <errno.h>
#include <stdlib.h>

#include "kexec/base/diag.h"
#include "kexec/command/known.h"
#include "kexec/command/outcome.h"
#include "kexec/host/file-hash.h"
#include "kexec/host/host.h"
#include "kexec/loaded/loaded-view.h"
#include "kexec/loaded/loaded.h"

static enum file_state state_of(const struct loaded_file *file)
{
	int r = file->path ? host_is_same_file(file->path, &file->identity) : -ENODATA;

	if (r >= 0)
		return r ? FILE_SAME : FILE_CHANGED;
	return r == -ENOENT || r == -ENOTDIR ? FILE_GONE : FILE_UNKNOWN;
}

/* Chooses the initrd that differs most, if there are several. */
static enum file_state state_of_initrds(const struct loaded *loaded)
{
	enum file_state worst = FILE_UNKNOWN;

	for (size_t i = 0; i < loaded->initrd_count; i++)
		if (state_of(&loaded->initrd[i]) > worst)
			worst = state_of(&loaded->initrd[i]);
	return worst;
}

/* A name that was not that of a regular file may be that of a pipe, which may never end. */
static bool has_files(const struct loaded *loaded)
{
	bool all = file_identity_is_known(&loaded->kernel.identity);

	for (size_t i = 0; i < loaded->initrd_count; i++)
		all = all && file_identity_is_known(&loaded->initrd[i].identity);
	return all && (!loaded->dtb.path || file_identity_is_known(&loaded->dtb.identity));
}

int check_read_armed(const struct invocation *invocation, struct check_facts *facts, struct diag *diag)
{
	struct check_input *input = &facts->input;
	int r;

	facts->armed = calloc(1, sizeof(*facts->armed));
	if (!facts->armed)
		return diag_oom(diag);
	r = known_find(invocation->host, input->crash, facts->armed, diag);
	if (r < 0)
		return r;
	input->armed = facts->armed;
	/* The files of a recorded machine are on that machine. */
	if (!facts->armed->is_known || invocation->host->is_recorded)
		return 0;
	if (input->crash && has_files(&facts->armed->loaded))
		facts->again = &facts->armed->loaded;
	input->armed_kernel = state_of(&facts->armed->loaded.kernel);
	input->armed_initrd = state_of_initrds(&facts->armed->loaded);
	return 0;
}

void check_drop_armed(struct check_facts *facts)
{
	if (facts->armed)
		loaded_view_release(facts->armed);
	free(facts->armed);
}
