/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/fdt-facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/fdt-address.h"
#include "kexec/machine/fdt-cells.h"

char *dtb_bootargs(const void *fdt)
{
	int length = 0, chosen = fdt_chosen_node(fdt);
	const char *value = NULL;
	char *ret;

	if (chosen >= 0)
		value = fdt_getprop(fdt, chosen, "bootargs", &length);
	if (!value || length <= 0)
		return NULL;
	ret = calloc((size_t)length + 1, 1);
	if (ret)
		memcpy(ret, value, (size_t)length);
	return ret;
}

bool fdt_node_is_memory(const void *fdt, int node)
{
	int length;
	const char *type = fdt_getprop(fdt, node, "device_type", &length);

	return type && length == sizeof("memory") && !memcmp(type, "memory", sizeof("memory"));
}

/* Linux, drivers/of/fdt.c, early_init_dt_scan_memory(): the first of the two properties that exists, in the root's cells. */
static int add_memory(const void *fdt, int node, struct fdt_cells cells, struct ranges *ranges)
{
	int length;
	const uint8_t *value = fdt_getprop(fdt, node, "linux,usable-memory", &length);

	if (!value)
		value = fdt_getprop(fdt, node, "reg", &length);
	return fdt_load_ranges(value, length, cells, ranges);
}

/* The next kernel ignores memory nodes if there is a UEFI memory map. */
static bool has_uefi_map(const void *fdt)
{
	int chosen = fdt_chosen_node(fdt);

	return chosen >= 0 && fdt_getprop(fdt, chosen, "linux,uefi-mmap-start", NULL);
}

static int collect_memory(const void *fdt, struct fdt_cells cells, struct ranges *ranges)
{
	int r = 0;

	for (int node = fdt_next_node(fdt, -1, NULL); node >= 0 && !r; node = fdt_next_node(fdt, node, NULL))
		if (fdt_node_is_memory(fdt, node) && fdt_node_is_enabled(fdt, node))
			r = add_memory(fdt, node, cells, ranges);
	return r;
}

int dtb_memory(const void *fdt, struct ranges *ret, struct diag *diag)
{
	CLEANUP(ranges_release) struct ranges ranges = { 0 };
	struct fdt_cells cells;

	if (!fdt_read_root_cells(fdt, &cells))
		return diag_fail(diag, -EINVAL,
				 "the devicetree's root has #address-cells = %u and #size-cells = %u, expected 1 or 2 of each",
				 cells.address, cells.size);
	if (has_uefi_map(fdt))
		return diag_fail(diag, -ENOENT, "it has UEFI's memory map");
	if (collect_memory(fdt, cells, &ranges) < 0)
		return diag_oom(diag);
	if (!ranges.count) {
		diag_fail(diag, -ENODATA, "it describes no memory: no node with device_type = \"memory\" has a reg with a size");
		diag_hint(diag,
			  "The next kernel would stop before its first message. Firmware adds the memory to such a file at "
			  "boot. The machine's own devicetree, which is used without --dtb, describes it: "
			  "dtc -I dtb -O dts /sys/firmware/fdt");
		return -ENODATA;
	}
	ranges_merge(&ranges);
	*ret = ranges_take(&ranges);
	return 0;
}

struct view dtb_compatible(const void *fdt)
{
	int size;
	const uint8_t *value = fdt_getprop(fdt, 0, "compatible", &size);

	return (struct view){ .data = value, .size = value ? (size_t)size : 0 };
}

bool dtb_has_stdout(const void *fdt)
{
	int chosen = fdt_path_offset(fdt, "/chosen");

	return chosen >= 0 && (fdt_getprop(fdt, chosen, "stdout-path", NULL) || fdt_getprop(fdt, chosen, "linux,stdout-path", NULL));
}
