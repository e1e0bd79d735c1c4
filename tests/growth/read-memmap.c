/* SPDX-License-Identifier: GPL-2.0-only */
/* A /proc/iomem, and a map of firmware that has the same RAM half a MiB higher. */
#include <stdint.h>
#include <stdlib.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/iomem.h"
#include "kexec/machine/memmap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	CLEANUP(ranges_release) struct ranges known = { 0 };
	struct diag diag = { 0 };

	if (iomem_parse((struct view){ data, size }, &map, &diag) < 0 || memmap_select(&map, MEM_RAM, &known) < 0)
		abort();
	for (size_t i = 0; i < known.count; i++) {
		known.range[i].start += UINT64_C(1) << 19;
		known.range[i].end += UINT64_C(1) << 19;
	}
	if (memmap_paint_unknown(&map, &known) < 0)
		abort();
	return 0;
}
