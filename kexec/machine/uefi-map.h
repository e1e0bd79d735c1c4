/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The firmware's memory map, as the UEFI boot stub left it in memory. Every kernel that gets the same devicetree takes its RAM
 * from this map. Memory that was plugged in later is not in it.
 */
#ifndef WARMKEXEC_MACHINE_UEFI_MAP_H
#define WARMKEXEC_MACHINE_UEFI_MAP_H

#include <stddef.h>

#include "common/range.h"
#include "kexec/base/blob.h"

struct diag;
struct ranges;

/* Firmware has some hundred entries of 48 bytes. */
#define UEFI_MAP_SIZE_MAX ((size_t)1 << 20)

struct uefi_map_place {
	struct range bytes;	/* physical */
	size_t descriptor_size; /* of one entry */
};

/*
 * Finds the place of the map by linux,uefi-mmap-start, -size and -desc-size in /chosen (Linux, Documentation/arch/arm/uefi.rst).
 * fdt is the tree of a struct devicetree.
 *
 * Returns 0, or -errno with the reason:
 *   -ENOENT  UEFI did not start the machine
 *   -EINVAL  the numbers are damaged
 */
int uefi_map_find(const void *fdt, struct uefi_map_place *ret, struct diag *diag);

/*
 * The ordinary RAM of the map: ascending, disjoint, merged. Sources: UEFI 2.10, 7.2.3, EFI_MEMORY_DESCRIPTOR; Linux,
 * drivers/firmware/efi/efi-init.c, reserve_regions().
 *
 * Returns 0, or -errno with the reason:
 *   -EINVAL  an entry is impossible, or the map has no RAM
 *   -ENOMEM
 */
int uefi_map_ram(struct view map, size_t descriptor_size, struct ranges *ret, struct diag *diag);

#endif
