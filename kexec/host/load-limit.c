/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/load-limit.h"

#include "kexec/host/host.h"

const char *host_load_limit_name(bool crash)
{
	return crash ? "/proc/sys/kernel/kexec_load_limit_panic" : "/proc/sys/kernel/kexec_load_limit_reboot";
}

bool host_load_limit(const struct host *host, bool crash, uint64_t *ret)
{
	uint64_t limit;

	/* -1, which is read as the largest number, is no limit. */
	if (host_read_number(host, host_load_limit_name(crash), 10, &limit) < 0 || limit == UINT64_MAX)
		return false;
	*ret = limit;
	return true;
}
