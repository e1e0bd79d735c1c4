/* SPDX-License-Identifier: GPL-2.0-only */
/* Deletes the leftovers of an earlier load or of firmware from a devicetree. Errors are libfdt's. */
#ifndef WARMKEXEC_PARTS_DTB_STALE_H
#define WARMKEXEC_PARTS_DTB_STALE_H

#include <stdint.h>

/* The properties of /chosen that dtb.c writes or deletes. */
#define NAME_BOOTARGS "bootargs"
#define NAME_BOOTED "linux,booted-from-kexec"
#define NAME_ELFCOREHDR "linux,elfcorehdr"
#define NAME_INITRD_START "linux,initrd-start"
#define NAME_INITRD_END "linux,initrd-end"
#define NAME_KASLR_SEED "kaslr-seed"
#define NAME_RNG_SEED "rng-seed"
#define NAME_USABLE "linux,usable-memory-range"
#define NAME_ADDRESS_CELLS "#address-cells"
#define NAME_SIZE_CELLS "#size-cells"

/*
 * Deletes the reservation that U-Boot makes for the source's own bytes. It has exactly their total size, at an address that is
 * not known here. To keep it wastes this size once: the next kernel reserves its tree itself. To delete firmware's memory by
 * mistake is fatal. So the reservation is deleted only if it is unmistakable: it is the only one of this size, it is 8-byte
 * aligned, and the size is not a power of two, which firmware often uses. Rounded sizes do not count: most small trees round to
 * 64 KiB.
 */
int dtb_delete_own_reservation(void *fdt, uint64_t total);

/* Deletes the properties of /chosen that describe an earlier kernel, and the memory reservations that belong to them. */
int dtb_delete_stale(void *fdt, int chosen);

/* Deletes a property, also one that a damaged tree has several times. An absent one is no error, nor are 16 of them. */
int dtb_delete_property(void *fdt, int node, const char *name);

#endif
