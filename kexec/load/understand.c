/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/understand.h"

#include "kexec/base/cleanup.h"
#include "kexec/host/collect.h"
#include "kexec/machine/machine-from.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"

int understand_machine(const struct host *host, const struct machine_request *request, struct snapshot *ret_snapshot,
		       struct machine *ret, struct diag *diag)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	CLEANUP(machine_release) struct machine machine = { 0 };
	struct snapshot_need need;
	int r = host_collect(host, request, &snapshot, diag);

	while (r >= 0) {
		r = machine_from(request, &snapshot, &machine, &need, diag);
		if (r <= 0)
			break;
		r = host_collect_more(host, &need, &snapshot, diag);
	}
	if (r < 0)
		return r;
	*ret_snapshot = snapshot;
	snapshot = (struct snapshot){ 0 };
	*ret = machine;
	machine = (struct machine){ 0 };
	return 0;
}
