/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory of crashkernel=SIZE,cma: the running kernel lends it to user space, and the capture kernel may use it as it is not
 * dumped. Linux, kernel/kexec_core.c, crash_cma_ranges_show(): one range a line. /proc/iomem shows it as "reserved", without a name.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/iomem.h"
#include "kexec/machine/machine-find.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/memmap.h"
#include "kexec/machine/snapshot.h"

/* A range that is no RAM would be taken from nobody, and one of a crash region would be described twice. */
static int take_range(struct range range, const char *file, struct machine *machine, struct diag *diag)
{
	CLEANUP(ranges_release) struct ranges dumped = { 0 };

	if (memmap_dumped(&machine->map, &dumped) < 0)
		return diag_oom(diag);
	if ((range.start | range.end) & (machine->page_size - 1))
		return diag_fail(diag, -EINVAL,
				 "%s: 0x%" PRIx64 "-0x%" PRIx64 " is not made of whole pages of %" PRIu64 " bytes", file,
				 range.start, range.end - 1, machine->page_size);
	if (!ranges_contain(&dumped, range))
		return diag_fail(diag, -EINVAL,
				 "%s: 0x%" PRIx64 "-0x%" PRIx64
				 " is not System RAM, or is part of a crash region or of a range before it",
				 file, range.start, range.end - 1);
	return memmap_paint(&machine->map, range, MEM_CRASH_CMA) < 0 ? diag_oom(diag) : 0;
}

static int parse(struct view text, const char *file, struct machine *machine, struct diag *diag)
{
	const char *at = (const char *)text.data, *end = at + text.size;
	int r = 0;

	for (size_t number = 1; at < end && !r; number++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *line = at, *line_end = newline ? newline : end;
		struct range range;

		if (!iomem_take_range(&at, line_end, &range) || at != line_end)
			return diag_fail(diag, -EINVAL, "%s line %zu is \"%.*s\", expected \"start-end\" in hexadecimal", file,
					 number, (int)(line_end - line > 80 ? 80 : line_end - line), line);
		r = take_range(range, file, machine, diag);
		at = newline ? newline + 1 : end;
	}
	return r;
}

int find_crash_cma(const struct snapshot *snapshot, struct machine *machine, struct diag *diag)
{
	static const char *const files[] = { CRASH_CMA_FILE, CRASH_CMA_FILE_OLD };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct view text;
		int r = snapshot_bytes(snapshot, files[i], &text, diag);

		if (r != -ENOENT)
			return r < 0 ? r : parse(text, files[i], machine, diag);
	}
	return 0;
}
