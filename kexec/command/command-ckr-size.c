/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/command.h"

#include <inttypes.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/ranges.h"
#include "kexec/command/known-memory.h"
#include "kexec/command/outcome.h"
#include "kexec/machine/memmap.h"

void command_print_ckr_size(const struct invocation *invocation, struct outcome *ret)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	CLEANUP(ranges_release) struct ranges crash = { 0 };
	struct diag diag = { 0 };
	int r = known_memory(invocation->host, &map, &diag);

	if (!r && memmap_select(&map, MEM_CRASH, &crash) < 0)
		r = diag_oom(&diag);
	if (r < 0)
		outcome_fail(ret, STATUS_FAILED, &diag);
	else
		fprintf(invocation->out, "%" PRIu64 "\n", crash.count ? range_size(crash.range[crash.count - 1]) : 0);
}
