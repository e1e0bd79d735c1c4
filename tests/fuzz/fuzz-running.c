/* SPDX-License-Identifier: GPL-2.0-only */
/* Texts of the running kernel, whatever they say: a record of its log, its configuration, the scratch areas of handover. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/ranges.h"
#include "kexec/image/signature.h"
#include "kexec/machine/kernel-config.h"
#include "kexec/machine/scratch-areas.h"
#include "kexec/refusal/kernel-lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A line is printable and ends. */
static void check_record(const char *record, size_t size)
{
	struct kernel_lines lines = { 0 };

	for (int i = 0; i < KERNEL_LINES_MAX + 1; i++)
		kernel_lines_add(&lines, record, size);
	if (lines.count != 0 && lines.count != KERNEL_LINES_MAX)
		abort();
	for (size_t i = 0; i < lines.count; i++) {
		if (!memchr(lines.line[i], '\0', KERNEL_LINE_SIZE))
			abort();
		for (const char *c = lines.line[i]; *c; c++)
			if (*c < ' ' || *c > '~')
				abort();
	}
	(void)kernel_lines_have(&lines, "CPUs are stuck");
}

/* The same text for both: as many sizes as areas. */
static void check_areas(struct view text)
{
	CLEANUP(ranges_release) struct ranges areas = { 0 };
	int r = scratch_areas_parse(text, text, &areas);

	if (r != 0 && (r != -EINVAL || areas.range))
		abort();
	if (r == 0 && !areas.count)
		abort();
	(void)scratch_areas_fit(&areas, 1 << 21, 1 << 21, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct view text = { data, size };

	check_record((const char *)data, size);
	check_areas(text);
	(void)kernel_config_state(text, "CONFIG_KEXEC_SIG");
	(void)signature_is_pe(text);
	(void)signature_is_appended(text);
	return 0;
}
