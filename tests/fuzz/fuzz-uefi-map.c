/* SPDX-License-Identifier: GPL-2.0-only */
/* UEFI's memory map, whatever it says: first how large an entry is, 40 and what the first byte adds. */
#include <errno.h>
#include <stdlib.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/uefi-map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_ram(const struct ranges *ram)
{
	if (!ram->count)
		abort();
	for (size_t i = 0; i < ram->count; i++)
		if (range_is_empty(ram->range[i]) || (i && ram->range[i].start <= ram->range[i - 1].end))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(ranges_release) struct ranges ram = { 0 };
	struct diag diag = { 0 };
	int r;

	if (!size)
		return 0;
	r = uefi_map_ram((struct view){ .data = data + 1, .size = size - 1 }, (size_t)40 + data[0], &ram, &diag);
	if (r != 0 && (r != -EINVAL || !diag.message[0] || ram.range))
		abort();
	if (r == 0)
		check_ram(&ram);
	return 0;
}
