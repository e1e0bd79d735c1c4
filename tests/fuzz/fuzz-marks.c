/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes as what the console of a rehearsal shows, and as what the monitor says: judged and printed, they do no harm. */
#include <stdio.h>
#include <stdlib.h>

#include "kexec/base/cleanup.h"
#include "kexec/rehearse/monitor.h"
#include "kexec/rehearse/rehearsal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A judgement has a reason; a no by the marks needs no yes elsewhere. */
static void judge(const struct rehearsal *rehearsal)
{
	AUTO_FREE char *text = NULL;
	size_t text_size = 0;
	FILE *out = open_memstream(&text, &text_size);
	struct judgement judgement;

	if (!out)
		return;
	rehearsal_judge(rehearsal, &judgement);
	rehearsal_print(rehearsal, &judgement, out);
	rehearsal_print_json(rehearsal, &judgement, out);
	if (fclose(out) || !judgement.why[0] || (judgement.yes && marks_failed(&rehearsal->marks)))
		abort();
}

static void try_console(bool crashes, const uint8_t *data, size_t size)
{
	struct rehearsal whole = {
		.crash = true, .crashes = crashes, .brings_initrd = true, .processor = "", .moved = "", .qemu_says = "", .marks.first.is_there = crashes,
	}, pieces = whole;

	marks_feed(&whole.marks, 0, (const char *)data, size);
	for (size_t i = 0; i < size; i++)
		marks_feed(&pieces.marks, 0, (const char *)data + i, 1);
	if (whole.marks.lines != pieces.marks.lines || marks_failed(&whole.marks) != marks_failed(&pieces.marks))
		abort();
	for (int end = REHEARSAL_SETTLED; end <= REHEARSAL_BROKEN; end++) {
		whole.end = (enum rehearsal_end)end;
		judge(&whole);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct monitor monitor = { 0 };

	try_console(false, data, size);
	try_console(true, data, size);
	monitor_feed(&monitor, (const char *)data, size);
	return 0;
}
