/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/check-facts.h"

#include <errno.h>
#include <stdlib.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/command/outcome.h"
#include "kexec/host/collect.h"
#include "kexec/host/crash-facts.h"
#include "kexec/machine/snapshot.h"

/* A log that cannot be read explains nothing, and is no failure. */
static int add_log(const struct host *host, struct snapshot *files)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	int r = host_crash_log(host, &text);

	if (r < 0)
		return r == -ENOMEM ? r : 0;
	return snapshot_add(files, CHECK_LOG, &text);
}

int check_read_files(const struct invocation *invocation, struct check_facts *facts, struct diag *diag)
{
	struct check_input *input = &facts->input;

	facts->files = calloc(1, sizeof(*facts->files));
	if (!facts->files)
		return diag_oom(diag);
	if (host_collect_files(invocation->host, check_files(), facts->files, diag) < 0)
		return -ENOMEM;
	if (add_log(invocation->host, facts->files) < 0)
		return diag_oom(diag);
	input->files = facts->files;
	if (check_dump_path(facts->files, facts->dump_path, sizeof(facts->dump_path))) {
		input->dump_path = facts->dump_path;
		input->have_dump_space = host_free_space(invocation->host, facts->dump_path, &input->dump_space);
	}
	return 0;
}

void check_drop_files(struct check_facts *facts)
{
	if (facts->files)
		snapshot_release(facts->files);
	free(facts->files);
}
