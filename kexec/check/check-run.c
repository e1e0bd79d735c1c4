/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/check/check.h"

#include <errno.h>
#include <stdlib.h>

#include "kexec/check/check-rows.h"
#include "kexec/machine/console-find.h"
#include "kexec/machine/snapshot.h"

#define NUMBER_MAX 64
#define TEXT_MAX ((size_t)1 << 16)

static const struct snapshot_row files[] = {
	{ .path = "/proc/sys/kernel/osrelease", .limit = TEXT_MAX },
	{ .path = "/proc/meminfo", .limit = TEXT_MAX },
	{ .path = "/proc/consoles", .limit = TEXT_MAX },
	{ .path = "/sys/kernel/kexec_crash_size", .limit = NUMBER_MAX },
	{ .path = "/proc/sys/kernel/kexec_load_disabled", .limit = NUMBER_MAX },
	{ .path = "/proc/sys/kernel/kexec_load_limit_panic", .limit = NUMBER_MAX },
	{ .path = "/proc/sys/kernel/kexec_load_limit_reboot", .limit = NUMBER_MAX },
	{ .path = "/proc/sys/kernel/panic", .limit = NUMBER_MAX },
	{ .path = "/proc/sys/kernel/panic_on_oops", .limit = NUMBER_MAX },
	{ .path = "/proc/sys/kernel/hung_task_panic", .limit = NUMBER_MAX },
	{ .path = "/proc/sys/kernel/softlockup_panic", .limit = NUMBER_MAX },
	{ .path = "/proc/sys/kernel/hardlockup_panic", .limit = NUMBER_MAX },
	{ .path = "/sys/module/kernel/parameters/crash_kexec_post_notifiers", .limit = NUMBER_MAX },
	{ .path = "/sys/class/watchdog/watchdog0/identity", .limit = TEXT_MAX },
	{ .path = "/sys/class/watchdog/watchdog0/state", .limit = NUMBER_MAX },
	{ .path = "/sys/class/watchdog/watchdog0/timeout", .limit = NUMBER_MAX },
	{ .path = "/sys/devices/system/cpu/possible", .limit = TEXT_MAX },
	{ .path = SPCR_FILE, .limit = SPCR_SIZE_MAX },
	{ .path = "/etc/default/kdump-tools", .limit = TEXT_MAX },
	{ .path = "/etc/kdump.conf", .limit = TEXT_MAX },
	{ .path = CHECK_LOG, .limit = TEXT_MAX, .recorded_only = true },
	{ 0 },
};

const struct snapshot_row *check_files(void)
{
	return files;
}

/* The place of each severity in the answer. */
static unsigned int rank(enum severity severity)
{
	return SEVERITY_ERROR - severity;
}

/* Stable: the table has the order of findings of one severity. */
static void sort(const struct finding *from, size_t count, struct finding *to)
{
	for (unsigned int r = 0; r <= rank(SEVERITY_OK); r++)
		for (size_t i = 0; i < count; i++)
			if (rank(from[i].severity) == r)
				*to++ = from[i];
}

int check_run(const struct check_input *input, struct findings *ret)
{
	struct finding *found = calloc(check_table_size, sizeof(*found)), *sorted = calloc(check_table_size, sizeof(*found));
	enum check_kind kind = input->crash ? FOR_CRASH : FOR_NORMAL;
	size_t count = 0;

	if (!found || !sorted) {
		free(found);
		free(sorted);
		return -ENOMEM;
	}
	for (size_t i = 0; i < check_table_size; i++) {
		if (!(check_table[i].kind & kind))
			continue;
		found[count].id = check_table[i].id;
		check_table[i].judge(input, &found[count]);
		if (found[count].severity != SEVERITY_NONE)
			count++;
		else
			found[count] = (struct finding){ 0 };
	}
	sort(found, count, sorted);
	free(found);
	*ret = (struct findings){ sorted, count };
	return 0;
}

enum severity findings_worst(const struct findings *findings)
{
	return findings->count && findings->finding[0].severity > SEVERITY_OK ? findings->finding[0].severity : SEVERITY_OK;
}

void findings_release(struct findings *findings)
{
	free(findings->finding);
	*findings = (struct findings){ 0 };
}
