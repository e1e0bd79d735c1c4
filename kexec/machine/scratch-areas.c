/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/scratch-areas.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/ranges.h"

/* A bound against texts that are none of a kernel's: one area for each node, and two more. */
#define TEXT_MAX ((size_t)65536)

/* Takes "0x...\n" off *rest. */
static bool take_number(struct view *rest, uint64_t *ret)
{
	const char *end = rest->size ? memchr(rest->data, '\n', rest->size) : NULL;
	size_t size = end ? (size_t)(end - (const char *)rest->data) : rest->size;
	char text[32], *stop;

	if (!size || size >= sizeof(text))
		return false;
	memcpy(text, rest->data, size);
	text[size] = '\0';
	*ret = strtoull(text, &stop, 16);
	if (*stop || text[0] != '0')
		return false;
	size += end ? 1 : 0;
	*rest = (struct view){ rest->data + size, rest->size - size };
	return true;
}

int scratch_areas_parse(struct view starts, struct view sizes, struct ranges *ret)
{
	CLEANUP(ranges_release) struct ranges areas = { 0 };

	if (starts.size > TEXT_MAX)
		return -EINVAL;
	while (starts.size && sizes.size) {
		uint64_t start, size;

		if (!take_number(&starts, &start) || !take_number(&sizes, &size) || size > UINT64_MAX - start)
			return -EINVAL;
		if (ranges_append(&areas, (struct range){ start, start + size }) < 0)
			return -ENOMEM;
	}
	if (starts.size || sizes.size || !areas.count)
		return -EINVAL;
	*ret = ranges_take(&areas);
	return 0;
}

/* The bytes of the area from its first multiple of align. */
static uint64_t aligned_size(struct range area, uint64_t align)
{
	uint64_t lost = (align - area.start % align) % align;

	return range_size(area) > lost ? range_size(area) - lost : 0;
}

bool scratch_areas_fit(const struct ranges *areas, uint64_t kernel, uint64_t align, uint64_t initrd)
{
	for (size_t i = 0; i < areas->count; i++) {
		if (aligned_size(areas->range[i], align) < kernel)
			continue;
		for (size_t j = 0; j < areas->count; j++)
			if (range_size(areas->range[j]) - (i == j ? kernel : 0) >= initrd)
				return true;
	}
	return false;
}
