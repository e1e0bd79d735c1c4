/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/size-text.h"
#include "kexec/rehearse/rehearsal.h"

/* The kernel's own reservations, and what firmware keeps, are not dumped. */
#define LOST_MAX(ram) ((ram) / 8)

static bool says(struct judgement *ret, const char *hint, const char *why, const char *detail)
{
	ret->yes = false;
	snprintf(ret->why, sizeof(ret->why), "the dump is there, but %s%s%s", why, detail[0] ? ": " : "", detail);
	snprintf(ret->hint, sizeof(ret->hint), "%s", hint);
	return true;
}

static bool judge_cpus(const struct rehearsal *rehearsal, struct judgement *ret)
{
	const struct dump_marks *dump = &rehearsal->marks.dump;
	char why[120];

	if (dump->registers == rehearsal->cpus)
		return false;
	snprintf(why, sizeof(why), "it has the registers of %" PRIu64 " of %zu CPUs", dump->registers, rehearsal->cpus);
	return says(ret, "The first kernel did not stop all its CPUs.", why, "");
}

static bool judge_release(const struct marks *marks, struct judgement *ret)
{
	if (!marks->dump.release[0])
		return says(ret, "Programs that read dumps need it.", "it has no VMCOREINFO", "");
	if (strcmp(marks->dump.release, marks->first.version) == 0)
		return false;
	return says(ret, "", "its VMCOREINFO is of another kernel", marks->dump.release);
}

static bool judge_memory(const struct rehearsal *rehearsal, struct judgement *ret)
{
	const struct dump_marks *dump = &rehearsal->marks.dump;
	uint64_t expected = rehearsal->ram > rehearsal->usable ? rehearsal->ram - rehearsal->usable : 0;
	char why[120];

	if (!dump->page_found)
		return says(ret, "The elfcorehdr does not describe all of the memory.", "memory that the first kernel used is not in it", "");
	if (!dump->page_right)
		return says(ret, "", "memory does not read as the first kernel has written it", "");
	if (dump->memory + LOST_MAX(rehearsal->ram) >= expected)
		return false;
	snprintf(why, sizeof(why), "it has %s of %s of memory", size_text(dump->memory).text, size_text(expected).text);
	return says(ret, "The elfcorehdr does not describe all of the memory.", why, "");
}

bool rehearsal_judge_dump(const struct rehearsal *rehearsal, struct judgement *ret)
{
	const struct marks *marks = &rehearsal->marks;
	const struct dump_marks *dump = &marks->dump;

	if (!marks->seen[MARK_CHECKED])
		return says(ret, "--rehearse-time=SECONDS gives it more. -d shows the console.", "it was not read in time", "");
	if (!dump->is_core)
		return says(ret, "", "it is no ELF core that can be read", "");
	if (judge_cpus(rehearsal, ret) || judge_release(marks, ret) || judge_memory(rehearsal, ret))
		return true;
	if (!dump->tool_status || dump->tool_status == DUMP_NO_TOOL)
		return false;
	return says(ret, "A newer makedumpfile may know this kernel; else save /proc/vmcore as it is, or its log with vmcore-dmesg.",
		    "the initrd's makedumpfile cannot read it", dump->tool_says);
}
