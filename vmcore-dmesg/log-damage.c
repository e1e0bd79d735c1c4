/* SPDX-License-Identifier: GPL-2.0-only */
#include "vmcore-dmesg/log-damage.h"

#include <errno.h>
#include <inttypes.h>

void log_damage_add(struct log_damage *damage, int error, const struct diag *reason)
{
	if (damage->pieces++)
		return;
	damage->error = error;
	damage->first = *reason;
}

int log_damage_judge(const struct log_damage *damage, uint64_t printed, const char *pieces, struct diag *diag)
{
	if (!damage->pieces && !printed)
		return diag_fail(diag, -ENODATA, "the log is empty: its memory was damaged, or is not in the file");
	if (!damage->pieces)
		return 0;
	*diag = damage->first;
	if (printed)
		diag_prefix(diag, "the log is not complete (%s printed: %" PRIu64 ", faults: %" PRIu64 "); the first fault",
			    pieces, printed, damage->pieces);
	else
		diag_prefix(diag, "the log cannot be printed");
	return damage->error;
}
