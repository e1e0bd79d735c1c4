/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/ramoops-iomem.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "common/range.h"
#include "kexec/base/diag.h"
#include "kexec/machine/iomem.h"
#include "kexec/machine/ramoops-find.h"

/* Fewer bytes hold no report. */
#define ZONE_SIZE_MIN 512
#define WORD_ALIGN 4

static bool starts_with(struct view name, const char *start)
{
	size_t size = strlen(start);

	return name.size >= size && !memcmp(name.data, start, size);
}

static bool is_named(struct view name, const char *text)
{
	return name.size == strlen(text) && starts_with(name, text);
}

/* Linux, fs/pstore/ram.c and ram_core.c: before 5.0 every zone has one of the two short names. */
static bool is_zone(const struct iomem_line *line, struct range region)
{
	return range_contains(region, line->range) && (starts_with(line->name, "ramoops:") || is_named(line->name, "ramoops") ||
						       is_named(line->name, "persistent_ram"));
}

static bool may_be(const struct iomem_line *line, const struct handoff_ramoops *zone)
{
	bool has_kind = starts_with(line->name, "ramoops:"), is_console = is_named(line->name, "ramoops:console");

	return line->range.start == zone->base && range_size(line->range) == zone->size &&
	       (!has_kind || is_console == (zone->kind == HANDOFF_RAMOOPS_CONSOLE));
}

/* Can a report be left there? */
static bool is_console(const struct iomem_line *line)
{
	return is_named(line->name, "ramoops:console") && range_size(line->range) >= ZONE_SIZE_MIN &&
	       range_size(line->range) <= UINT32_MAX && line->range.start % WORD_ALIGN == 0;
}

int ramoops_compare(struct view iomem, struct ramoops_place *place, struct diag *diag)
{
	struct range console = { 0, 0 };
	struct iomem_line line;
	bool any = false;

	while (iomem_next(&iomem, &line)) {
		if (!is_zone(&line, place->region))
			continue;
		if (may_be(&line, &place->zone))
			return 0;
		any = true;
		if (is_console(&line))
			console = line.range;
	}
	if (!any)
		return 0;
	if (range_is_empty(console))
		return diag_fail(diag, -EINVAL,
				 "/proc/iomem shows other zones of ramoops than the devicetree, which has one of 0x%" PRIx32
				 " bytes at 0x%" PRIx64,
				 place->zone.size, place->zone.base);
	place->zone = (struct handoff_ramoops){ console.start, (uint32_t)range_size(console), HANDOFF_RAMOOPS_CONSOLE };
	return 0;
}
