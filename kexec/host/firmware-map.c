/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/firmware-map.h"

#include <errno.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/host/host.h"
#include "kexec/host/kcore.h"
#include "kexec/host/machine.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/uefi-map.h"

/* Where tools/record-machine keeps the map of a machine that it recorded. */
#define RECORDED_MAP "/proc/kcore.uefi-map"

static int read_map(const struct host *host, const struct uefi_map_place *place, struct blob *ret, struct diag *diag)
{
	int r;

	if (!host->is_recorded)
		return host_read_physical(host, place->bytes, ret, diag);
	r = host_read(host, RECORDED_MAP, (size_t)range_size(place->bytes), ret);
	if (r == -ENOENT)
		return diag_fail(diag, -ENODATA, "the recorded machine has no " RECORDED_MAP);
	return r < 0 ? diag_fail(diag, r, "cannot read %s of the recorded machine: %s", RECORDED_MAP, strerror(-r)) : 0;
}

/* A map that does not hold the running kernel cannot be the one that it was started with. */
static bool holds_kernel(const struct ranges *ram, const struct memmap *map)
{
	return range_is_empty(map->kernel_code) || ranges_contain(ram, map->kernel_code);
}

int host_firmware_ram(const struct host *host, const struct machine *machine, struct ranges *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob bytes = { 0 };
	CLEANUP(ranges_release) struct ranges ram = { 0 };
	struct uefi_map_place place;
	int r;

	if (!machine->devicetree.tree.size)
		return diag_fail(diag, -ENOENT, "the machine has no devicetree");
	r = uefi_map_find(machine->devicetree.tree.data, &place, diag);
	if (!r)
		r = read_map(host, &place, &bytes, diag);
	if (!r)
		r = uefi_map_ram(blob_view(&bytes), place.descriptor_size, &ram, diag);
	if (!r && !holds_kernel(&ram, &machine->map))
		r = diag_fail(diag, -EINVAL, "the running kernel is not in what the UEFI memory map has of RAM");
	if (r < 0)
		return r;
	*ret = ranges_take(&ram);
	return 0;
}
