/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/check-facts.h"

#include <errno.h>
#include <stdlib.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/load/understand.h"
#include "kexec/machine/machine-from.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"

int check_read_machine(const struct host *host, const char *arch, bool by_files, struct check_facts *facts, struct diag *diag)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	const struct machine_request request = { .arch = arch, .crash = facts->input.crash && !by_files };
	int r;

	facts->machine = calloc(1, sizeof(*facts->machine));
	if (!facts->machine)
		return diag_oom(diag);
	r = understand_machine(host, &request, &snapshot, facts->machine, &facts->no_machine);
	if (r == -ENOMEM)
		return diag_oom(diag);
	if (r < 0)
		facts->input.no_machine = &facts->no_machine;
	else
		facts->input.machine = facts->machine;
	return 0;
}

void check_drop_machine(struct check_facts *facts)
{
	if (facts->machine)
		machine_release(facts->machine);
	free(facts->machine);
}
