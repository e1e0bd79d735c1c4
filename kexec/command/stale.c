/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/stale.h"

#include <errno.h>
#include <inttypes.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/command/known-memory.h"
#include "kexec/command/outcome.h"
#include "kexec/loaded/loaded-view.h"
#include "kexec/machine/memmap.h"

static int tell(const char *what, struct range first, struct outcome *outcome, struct diag *diag)
{
	struct diag note;

	diag_fail(&note, -EAGAIN, "memory was %s while the kernel was loaded: 0x%" PRIx64 "-0x%" PRIx64, what, first.start,
		  first.end - 1);
	outcome->is_stale = true;
	if (!outcome->may_be_stale) {
		*diag = note;
		return -EAGAIN;
	}
	diag_hint(&note, "Load it again when the machine's memory stays as it is.");
	outcome_note(outcome, &note);
	return 0;
}

int stale_check(const struct host *host, const struct loaded *loaded, struct outcome *outcome, struct diag *diag)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	CLEANUP(ranges_release) struct ranges now = { 0 };
	struct range first;
	int r = known_memory(host, &map, diag);

	if (!r && loaded_memory(&map, loaded->crash, &now) < 0)
		r = diag_oom(diag);
	if (r < 0)
		return r;
	if (ranges_missing(&loaded->memory, &now, &first))
		r = tell("removed", first, outcome, diag);
	else if (ranges_missing(&now, &loaded->memory, &first))
		r = tell("added", first, outcome, diag);
	return r;
}
