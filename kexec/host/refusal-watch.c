/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/refusal-watch.h"

#include "arch/arch.h"
#include "kexec/host/host.h"
#include "kexec/host/kernel-log.h"
#include "kexec/host/refusal-causes.h"
#include "kexec/machine/machine.h"
#include "kexec/refusal/refusal-facts.h"
#include "kexec/refusal/refusal.h"

/* Linux 6.3 and later; -1: there is no limit. Each call that is permitted uses up one, also one that is refused then. */
static bool is_used_up(const struct host *host, bool crash)
{
	const char *file = crash ? "/proc/sys/kernel/kexec_load_limit_panic" : "/proc/sys/kernel/kexec_load_limit_reboot";
	uint64_t limit = 1;

	return host_read_number(host, file, 10, &limit) == 0 && limit == 0;
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
