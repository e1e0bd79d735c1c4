/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/known-memory.h"

#include "kexec/host/collect.h"

int known_memory(const struct host *host, struct memmap *ret, struct diag *diag)
{
	return host_read_map(host, ret, diag);
}
