/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes as a command line: what it reserves by address, and what is left of it for a capture kernel. */
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/parts/cmdline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_fixed(const char *cmdline, size_t *ret_count)
{
	CLEANUP(ranges_release) struct ranges fixed = { 0 };

	if (cmdline_fixed_ranges(cmdline, &fixed) < 0)
		abort();
	for (size_t i = 0; i < fixed.count; i++)
		if (range_is_empty(fixed.range[i]) || !fixed.range[i].start ||
		    (i && fixed.range[i].start <= fixed.range[i - 1].end))
			abort();
	*ret_count = fixed.count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_FREE char *cmdline = calloc(size + 1, 1);
	AUTO_FREE char *kept = NULL, *twice = NULL;
	struct diag diag = { 0 };
	size_t count;

	if (!cmdline)
		return 0;
	if (size)
		memcpy(cmdline, data, size);
	check_fixed(cmdline, &count);
	if (cmdline_build(cmdline, true, true, NULL, size, &kept, &diag) < 0)
		abort();
	check_fixed(kept, &count);
	if (count || strlen(kept) > strlen(cmdline))
		abort();
	if (!cmdline_build(cmdline, true, false, cmdline, 2 * size + 1, &twice, &diag) &&
	    cmdline_kernel_length(twice) > strlen(twice))
		abort();
	return 0;
}
