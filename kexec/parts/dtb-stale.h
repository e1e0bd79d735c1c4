/* SPDX-License-Identifier: GPL-2.0-only */
/* What an earlier load or firmware left in a devicetree, and must not pass on. Errors are libfdt's. */
#ifndef WARMKEXEC_PARTS_DTB_STALE_H
#define WARMKEXEC_PARTS_DTB_STALE_H

#include <stdint.h>

/* The properties of /chosen that dtb.c writes, or deletes. */
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
 * The source's own reservation, as U-Boot writes it: of exactly its total size, at an address that is not known here. To keep
 * it wastes its size once (the next kernel reserves its tree itself), to take a firmware's reservation for it is fatal. So it
 * goes only when it cannot be mistaken: one entry alone has that size, 8-byte aligned, and the size is not a power of two, as
 * those of firmware like to be. Rounded sizes are not looked for: nearly every small tree rounds to the same 64 KiB.
 */
int dtb_delete_own_reservation(void *fdt, uint64_t total);

/* Deletes the properties of /chosen that describe an earlier kernel, and the memory reservations that belong to them. */
int dtb_delete_stale(void *fdt, int chosen);

/* Deletes a property, twice if a damaged tree has it twice. An absent one is no error. */
int dtb_delete_property(void *fdt, int node, const char *name);

#endif
