/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/uefi-map.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/fdt-cells.h"

/* UEFI 2.10, 7.2.3: the members of EFI_MEMORY_DESCRIPTOR. */
#define DESCRIPTOR_SIZE 40
#define AT_TYPE 0
#define AT_START 8
#define AT_PAGES 24
#define AT_ATTRIBUTE 32
#define PAGE_SHIFT 12

#define ATTRIBUTE_WRITE_BACK UINT64_C(0x8)
#define ATTRIBUTE_SPECIFIC_PURPOSE UINT64_C(0x40000)

enum {
	LOADER_CODE = 1,
	LOADER_DATA = 2,
	BOOT_SERVICES_CODE = 3,
	BOOT_SERVICES_DATA = 4,
	CONVENTIONAL = 7,
	ACPI_RECLAIM = 9,
	PERSISTENT = 14,
};

static int read_number(const void *fdt, int chosen, const char *name, uint64_t *ret, struct diag *diag)
{
	int length;
	const uint8_t *value = fdt_getprop(fdt, chosen, name, &length);

	if (!value)
		return diag_fail(diag, -ENOENT, "the devicetree has no %s: the machine was not started by UEFI", name);
	if (length != 4 && length != 8)
		return diag_fail(diag, -EINVAL, "the devicetree's %s has %d bytes, expected 4 or 8", name, length);
	*ret = length == 4 ? load_be32(value) : load_be64(value);
	return 0;
}

int uefi_map_find(const void *fdt, struct uefi_map_place *ret, struct diag *diag)
{
	uint64_t start, size, descriptor;
	int chosen = fdt_chosen_node(fdt);
	int r = read_number(fdt, chosen, "linux,uefi-mmap-start", &start, diag);
	if (!r)
		r = read_number(fdt, chosen, "linux,uefi-mmap-size", &size, diag);
	if (!r)
		r = read_number(fdt, chosen, "linux,uefi-mmap-desc-size", &descriptor, diag);
	if (r < 0)
		return r;
	if (descriptor < DESCRIPTOR_SIZE || size < descriptor || size > UEFI_MAP_SIZE_MAX || start > UINT64_MAX - size)
		return diag_fail(diag, -EINVAL,
				 "the devicetree describes an impossible UEFI memory map: %" PRIu64 " bytes at 0x%" PRIx64
				 " with entries of %" PRIu64,
				 size, start, descriptor);
	*ret = (struct uefi_map_place){ { start, start + size }, (size_t)descriptor };
	return 0;
}

/* The next kernel may leave memory of a specific purpose to a driver, whatever the running kernel does. */
static bool is_ram(uint32_t type, uint64_t attribute)
{
	if (!(attribute & ATTRIBUTE_WRITE_BACK) || attribute & ATTRIBUTE_SPECIFIC_PURPOSE)
		return false;
	switch (type) {
	case LOADER_CODE:
	case LOADER_DATA:
	case BOOT_SERVICES_CODE:
	case BOOT_SERVICES_DATA:
	case CONVENTIONAL:
	case ACPI_RECLAIM:
	case PERSISTENT:
		return true;
	}
	return false;
}

int uefi_map_ram(struct view map, size_t descriptor_size, struct ranges *ret, struct diag *diag)
{
	CLEANUP(ranges_release) struct ranges ram = { 0 };

	for (size_t at = 0; map.size - at >= descriptor_size; at += descriptor_size) {
		const uint8_t *entry = map.data + at;
		uint64_t start = load_le64(entry + AT_START), pages = load_le64(entry + AT_PAGES);

		if (!pages || !is_ram(load_le32(entry + AT_TYPE), load_le64(entry + AT_ATTRIBUTE)))
			continue;
		if (pages > (UINT64_MAX - start) >> PAGE_SHIFT)
			return diag_fail(diag, -EINVAL, "the UEFI memory map has 0x%" PRIx64 " pages of RAM at 0x%" PRIx64,
					 pages, start);
		if (ranges_append(&ram, (struct range){ start, start + (pages << PAGE_SHIFT) }) < 0)
			return diag_oom(diag);
	}
	if (!ram.count)
		return diag_fail(diag, -EINVAL, "the UEFI memory map has no RAM");
	ranges_merge(&ram);
	*ret = ranges_take(&ram);
	return 0;
}
