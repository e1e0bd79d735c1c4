/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/kcore-need.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/base/wire.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"
#include "kexec/machine/uefi-map.h"
#include "kexec/machine/vmcoreinfo.h"

#define KCORE "/proc/kcore"
#define FIRST_SIZE 65536

static int fill_need(struct snapshot_need *ret, const char *name, uint64_t offset, size_t size)
{
	*ret = (struct snapshot_need){ .name = name, .file = KCORE, .offset = offset, .size = size };
	return 1;
}

static bool has_recorded_lines(const struct snapshot *snapshot)
{
	const struct snapshot_entry *entry = snapshot_find(snapshot, KCORE_RECORDED_VMCOREINFO);

	return entry && !entry->error;
}

void kcore_move_need(struct wire *wire, struct snapshot_need *need)
{
	bool is_map = !wire->reads && strcmp(need->name, KCORE) != 0;
	uint64_t offset = wire->reads ? 0 : need->offset;
	size_t size = wire->reads ? 0 : need->size;

	wire_flag(wire, &is_map);
	wire_number(wire, &offset, is_map ? INT64_MAX : 0);
	wire_size(wire, &size, is_map ? UEFI_MAP_SIZE_MAX : KCORE_HEADERS_MAX);
	(void)fill_need(need, is_map ? KCORE_UEFI_MAP : KCORE, offset, size);
}

int kcore_head(const struct snapshot *snapshot, struct snapshot_need *ret_need, struct view *ret, struct diag *diag)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	const char *name = has_recorded_lines(snapshot) ? KCORE_RECORDED_VMCOREINFO : KCORE;
	const struct snapshot_entry *entry = snapshot_find(snapshot, name);
	struct view head;
	size_t wanted;
	int r;

	if (!entry)
		return fill_need(ret_need, KCORE, 0, FIRST_SIZE);
	r = snapshot_bytes(snapshot, name, &head, diag);
	if (r < 0)
		return r;
	if (!head.size)
		return diag_fail(diag, -ENOENT, "%s is empty", name);
	r = kcore_parse(head, &wanted, &kcore, diag);
	if (r == -EAGAIN && entry->is_head)
		return fill_need(ret_need, KCORE, 0, wanted);
	if (r < 0) /* the file has no more bytes: kcore_parse() has given the reason */
		return r == -EAGAIN ? -EINVAL : r;
	*ret = head;
	return 0;
}

/* Asks for the bytes of physical memory in /proc/kcore. Returns 1, or -errno with the reason. */
static int need_physical(const struct snapshot *snapshot, const char *name, struct range range, struct snapshot_need *ret_need,
			 struct diag *diag)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct view head;
	uint64_t offset;
	size_t unused;
	int r = kcore_head(snapshot, ret_need, &head, diag);

	if (r == -ENOENT)
		return diag_fail(diag, -ENXIO, KCORE " cannot be read");
	if (r)
		return r;
	r = kcore_parse(head, &unused, &kcore, diag);
	if (r < 0)
		return r;
	if (!kcore_find(&kcore, range, &offset))
		return diag_fail(diag, -ENXIO, KCORE " does not show the memory 0x%" PRIx64 "-0x%" PRIx64, range.start,
				 range.end - 1);
	return fill_need(ret_need, name, offset, (size_t)range_size(range));
}

static int map_bytes(const struct snapshot *snapshot, const struct uefi_map_place *place, struct snapshot_need *ret_need,
		     struct view *ret, struct diag *diag)
{
	size_t size = (size_t)range_size(place->bytes);
	int r;

	if (!snapshot_find(snapshot, KCORE_UEFI_MAP))
		return need_physical(snapshot, KCORE_UEFI_MAP, place->bytes, ret_need, diag);
	r = snapshot_bytes(snapshot, KCORE_UEFI_MAP, ret, diag);
	if (r == -ENOENT)
		return diag_fail(diag, -ENODATA, "the recorded machine has no " KCORE_UEFI_MAP);
	if (r < 0)
		return r;
	if (ret->size > size || (ret->size < size && !snapshot->is_recorded))
		return diag_fail(diag, -EIO, "the UEFI memory map has %zu bytes, the devicetree says %zu", ret->size, size);
	return 0;
}

/* The map that the running kernel was started with must have the kernel in its RAM. */
static bool holds_kernel(const struct ranges *ram, const struct memmap *map)
{
	return range_is_empty(map->kernel_code) || ranges_contain(ram, map->kernel_code);
}

/*
 * The RAM that a kernel finds if it is handed this machine's devicetree: the RAM of UEFI's memory map.
 *
 * Returns 0; 1: the bytes that *ret_need describes are needed; or -errno with the reason:
 *   -ENOENT  UEFI did not start the machine
 *   -ENOMEM
 *   others   the map cannot be read or cannot be believed
 */
static int firmware_ram(const struct snapshot *snapshot, const struct machine *machine, struct snapshot_need *ret_need,
			struct ranges *ret, struct diag *diag)
{
	CLEANUP(ranges_release) struct ranges ram = { 0 };
	struct uefi_map_place place;
	struct view bytes;
	int r;

	if (!machine->devicetree.tree.size)
		return diag_fail(diag, -ENOENT, "the machine has no devicetree");
	r = uefi_map_find(machine->devicetree.tree.data, &place, diag);
	if (!r)
		r = map_bytes(snapshot, &place, ret_need, &bytes, diag);
	if (!r)
		r = uefi_map_ram(bytes, place.descriptor_size, &ram, diag);
	if (!r && !holds_kernel(&ram, &machine->map))
		r = diag_fail(diag, -EINVAL, "the running kernel is not in the RAM of the UEFI memory map");
	if (!r)
		*ret = ranges_take(&ram);
	return r;
}

/* True if the bytes are there but cannot be read: this is an error, and not the same as bytes that are not shown to anybody. */
static bool failed_to_read(const struct snapshot *snapshot, const char *name)
{
	const struct snapshot_entry *entry = snapshot_find(snapshot, name);

	switch (entry ? entry->error : 0) {
	case 0:
	case -ENOENT:
	case -EPERM: /* lockdown */
	case -EACCES:
	case -EFAULT: /* the memory is not mapped */
		return false;
	default:
		return true;
	}
}

int apply_firmware_map(const struct snapshot *snapshot, struct machine *machine, struct snapshot_need *ret_need,
		       struct diag *diag)
{
	CLEANUP(ranges_release) struct ranges known = { 0 };
	struct diag reason = { 0 };
	int r = firmware_ram(snapshot, machine, ret_need, &known, &reason);

	if (r > 0)
		return r;
	if (r == -ENOMEM || (!r && memmap_paint_unknown(&machine->map, &known) < 0))
		return diag_oom(diag);
	if (failed_to_read(snapshot, KCORE) || failed_to_read(snapshot, KCORE_UEFI_MAP)) {
		*diag = reason;
		return r;
	}
	if (r < 0 && r != -ENOENT)
		snprintf(machine->no_firmware_map, sizeof(machine->no_firmware_map), "%.255s", reason.message);
	return 0;
}
