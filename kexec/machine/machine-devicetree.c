/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "kexec/base/diag.h"
#include "kexec/machine/fdt-facts.h"
#include "kexec/machine/machine-find.h"
#include "kexec/machine/machine-from.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/ramoops-find.h"
#include "kexec/machine/ramoops-iomem.h"
#include "kexec/machine/snapshot.h"

/* One that is damaged is missed by nobody if the user gives another; one that cannot be read may be whole. */
int find_devicetree(const struct snapshot *snapshot, bool have_dtb, struct machine *machine, struct diag *diag)
{
	const char *source = FDT_FILE;
	struct view bytes;
	int r = snapshot_bytes(snapshot, source, &bytes, diag);

	if (r == -ENOENT) {
		source = FDT_FOLDER;
		r = snapshot_bytes(snapshot, source, &bytes, diag);
	}
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	r = devicetree_open(bytes, source, &machine->devicetree, diag);
	return have_dtb && r != -ENOMEM ? 0 : r;
}

/* A ramoops region must be reserved in /proc/iomem; otherwise the running kernel uses that memory. */
static bool is_reserved(const struct memmap *map, struct range region)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->area[i].type != MEM_RESERVED && range_overlaps(map->area[i].range, region))
			return false;
	return true;
}

/* The next boot reads the zone that the machine's own devicetree describes. */
void find_ramoops(const struct snapshot *snapshot, struct machine *machine)
{
	struct diag reason = { 0 };
	struct ramoops_place place;
	struct view iomem;
	int r = -ENOENT;

	if (!machine->devicetree.tree.size)
		diag_fail(&reason, r, "the machine has no devicetree");
	else
		r = ramoops_find(machine->devicetree.tree.data, &place, &reason);
	if (!r && !is_reserved(&machine->map, place.region))
		r = diag_fail(&reason, -EINVAL, "its region at 0x%" PRIx64 " is not reserved in /proc/iomem", place.region.start);
	if (!r)
		r = snapshot_bytes(snapshot, IOMEM_FILE, &iomem, &reason);
	if (!r)
		r = ramoops_compare(iomem, &place, &reason);
	if (!r && machine->kernel_big_endian)
		r = diag_fail(&reason, -ENOTSUP, "the running kernel is big-endian");
	if (r < 0)
		snprintf(machine->no_ramoops, sizeof(machine->no_ramoops), "%.255s", reason.message);
	else
		machine->ramoops = place.zone;
}

int machine_apply_dtb(struct machine *machine, const struct devicetree *dtb, bool crash, struct ranges *ret, struct diag *diag)
{
	int r = dtb_memory(dtb->tree.data, ret, diag);

	if (r == -ENOENT)
		return 0;
	if (r < 0) {
		if (r != -ENOMEM)
			diag_prefix(diag, "devicetree %s", dtb->source);
		return r;
	}
	return !crash && memmap_paint_unknown(&machine->map, ret) < 0 ? diag_oom(diag) : 0;
}
