/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/purgatory-image.h"

#include <errno.h>

#include "arch/arch.h"
#include "arch/arm64/tables.h"
#include "common/bytes.h"
#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"

/* From purgatory-blob.S, or from purgatory-none.S, in which they are equal. */
extern const uint8_t arm64_purgatory_start[];
extern const uint8_t arm64_purgatory_end[];

struct view arm64_purgatory(void)
{
	return (struct view){
		.data = arm64_purgatory_start,
		.size = (size_t)((uintptr_t)arm64_purgatory_end - (uintptr_t)arm64_purgatory_start),
	};
}

/* The rows that are not ranges of memory: the purgatory's code, the rest of its segment, a device. */
#define OWN_ROWS 3

size_t arm64_purgatory_tables_bound(size_t memory_count)
{
	size_t pages = arm64_tables_bound(memory_count + OWN_ROWS);

	return pages > SIZE_MAX / ARM64_TABLE_SIZE ? SIZE_MAX : pages * ARM64_TABLE_SIZE;
}

static size_t set_rows(const struct purgatory_map *map, struct table_row *row)
{
	uint64_t code_end = map->segment.start + HANDOFF_OFFSET, page = align_down(map->device, ARM64_TABLE_SIZE);
	size_t count = 0;

	row[count++] = (struct table_row){ { map->segment.start, code_end }, TABLE_CODE };
	row[count++] = (struct table_row){ { code_end, map->segment.end }, TABLE_DATA };
	for (size_t i = 0; i < map->memory_count; i++)
		if (!range_is_empty(map->memory[i]))
			row[count++] = (struct table_row){ map->memory[i], TABLE_DATA };
	if (map->device)
		row[count++] = (struct table_row){ { page, page + ARM64_TABLE_SIZE }, TABLE_DEVICE };
	return count;
}

int arm64_purgatory_tables(const struct purgatory_map *map, struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob tables = { 0 };
	struct table_row row[2 * HANDOFF_REGIONS_MAX + OWN_ROWS];
	size_t bound = arm64_purgatory_tables_bound(map->memory_count), pages;
	int r;

	if (map->memory_count > 2 * HANDOFF_REGIONS_MAX)
		return diag_fail(diag, -EINVAL, "page tables: %zu ranges of memory, at most %d are possible", map->memory_count,
				 2 * HANDOFF_REGIONS_MAX);
	if (blob_alloc(bound, &tables) < 0)
		return diag_oom(diag);
	r = arm64_tables_build(row, set_rows(map, row), map->segment.start + PURGATORY_TABLES, tables.data,
			       bound / ARM64_TABLE_SIZE, &pages, diag);
	if (r < 0)
		return r;
	*ret = blob_take(&tables);
	ret->size = pages * ARM64_TABLE_SIZE;
	return 0;
}
