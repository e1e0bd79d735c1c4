/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/refusal-watch.h"

#include "arch/arch.h"
#include "kexec/host/host.h"
#include "kexec/host/kernel-log.h"
#include "kexec/host/load-limit.h"
#include "kexec/host/refusal-causes.h"
#include "kexec/machine/machine.h"
#include "kexec/refusal/refusal-facts.h"
#include "kexec/refusal/refusal.h"

static bool is_used_up(const struct host *host, bool crash)
{
	uint64_t limit;

	return host_load_limit(host, crash, &limit) && limit == 0;
}

void host_watch_begin(const struct host *host, bool crash, struct refusal_watch *ret)
{
	*ret = (struct refusal_watch){
		.host = host,
		.log = host_kernel_log_open(),
		.limit_is_used_up = is_used_up(host, crash),
	};
}

void host_watch_end(struct refusal_watch *watch)
{
	host_close_fd(&watch->log);
}

int host_explain_refusal(const struct refusal_watch *watch, const struct refusal *refusal, const struct machine *machine,
			 struct diag *diag)
{
	struct refusal_facts facts = { .limit_is_used_up = watch->limit_is_used_up };

	host_find_causes(watch->host, &facts);
	host_kernel_log_read(watch->log, &facts.log);
	if (machine) {
		facts.stuck_why = machine->stuck_why;
		facts.stuck_remedy = machine->stuck_why[0] ? machine->stuck_remedy : machine->arch->stuck_remedy;
	}
	return refusal_explain(refusal, &facts, diag);
}
