/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/outcome.h"
#include "kexec/command/record.h"
#include "kexec/command/request.h"
#include "kexec/host/host.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"

int request_complete(const struct invocation *invocation, struct load *load, struct loaded *ret, struct diag *diag)
{
	struct load_view view;
	struct host_progress progress;
	int r;

	host_progress_begin(invocation->host, "hashing what is loaded", &progress);
	r = load_complete(invocation->options, invocation->trace, load, diag);
	host_progress_end(&progress);
	if (r < 0)
		return r;
	load_look(load, &view);
	return record_result(invocation->host, &view, ret, diag);
}
