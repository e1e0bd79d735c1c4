/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/check-facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/command/outcome.h"
#include "kexec/host/collect.h"
#include "kexec/host/crash-facts.h"
#include "kexec/host/handover.h"
#include "kexec/host/lockdown.h"
#include "kexec/machine/snapshot.h"

/* Keeps the failure, for judge_unread(). An absent fact is no failure. what: the fact, in words. */
static int add_failure(struct snapshot *files, const char *name, const char *what, int error)
{
	char reason[512];

	if (error == -ENOMEM)
		return error;
	snprintf(reason, sizeof(reason), "cannot read %s: %s", what, strerror(-error));
	return error == -ENOENT ? 0 : snapshot_add_error(files, name, error, reason);
}

static int add_log(const struct host *host, struct snapshot *files)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	int r = host_crash_log(host, &text);

	return r < 0 ? add_failure(files, CHECK_LOG, "the kernel's log", r) : snapshot_add(files, CHECK_LOG, &text);
}

static int add_lockdown(const struct host *host, struct check_facts *facts)
{
	int r = host_lockdown(host, facts->lockdown, sizeof(facts->lockdown));

	if (!r || r == -ENOENT)
		facts->input.lockdown = facts->lockdown;
	return r < 0 ? add_failure(facts->files, LOCKDOWN_FILE, LOCKDOWN_FILE, r) : 0;
}

static int add_handover(const struct host *host, struct check_facts *facts)
{
	struct handover handover;

	host_handover(host, &handover);
	if (handover.error)
		return add_failure(facts->files, handover.seen, handover.seen, handover.error);
	snprintf(facts->handover, sizeof(facts->handover), "%s", handover.seen);
	facts->input.handover = facts->handover;
	return 0;
}

/* The space is known by the name of its folder: no file has it. */
static int add_space(const struct host *host, struct check_facts *facts)
{
	struct check_input *input = &facts->input;
	char name[sizeof(facts->dump_path) + 32];
	int r;

	if (!check_dump_path(facts->files, facts->dump_path, sizeof(facts->dump_path)))
		return 0;
	input->dump_path = facts->dump_path;
	r = host_free_space(host, facts->dump_path, &input->dump_space);
	input->have_dump_space = !r;
	snprintf(name, sizeof(name), "the free space of %s", facts->dump_path);
	return r < 0 ? add_failure(facts->files, name, name, r) : 0;
}

int check_read_files(const struct invocation *invocation, struct check_facts *facts, struct diag *diag)
{
	const struct host *host = invocation->host;

	facts->files = calloc(1, sizeof(*facts->files));
	if (!facts->files)
		return diag_oom(diag);
	if (host_collect_files(host, check_files(), facts->files, diag) < 0)
		return -ENOMEM;
	facts->input.files = facts->files;
	if (add_log(host, facts->files) < 0 || add_lockdown(host, facts) < 0 || add_handover(host, facts) < 0 || add_space(host, facts) < 0)
		return diag_oom(diag);
	return 0;
}

void check_drop_files(struct check_facts *facts)
{
	if (facts->files)
		snapshot_release(facts->files);
	free(facts->files);
}
