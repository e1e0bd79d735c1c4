/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The next kernel's devicetree: the machine's own (or the user's), cleared of what an earlier load left in it and given what
 * the next kernel must know. The model is what Linux does for itself in drivers/of/kexec.c, of_kexec_alloc_and_setup_fdt().
 */
#ifndef WARMKEXEC_PARTS_DTB_H
#define WARMKEXEC_PARTS_DTB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"
#include "kexec/parts/boot.h"

struct blob;
struct devicetree;
struct diag;

struct dtb_request {
	const struct devicetree *source;
	bool keep_bootargs;	    /* without a command line keep the source's (a user's own --dtb); otherwise it goes */
	const char *cmdline;	    /* NULL or "" for none */
	struct range initrd;	    /* empty for none */
	struct range elfcorehdr;    /* empty for a normal kexec */
	const struct range *usable; /* linux,usable-memory-range, in this order; none for a normal kexec */
	size_t usable_count;
	bool have_seeds; /* false: no randomness was to be had, the seeds are left out */
	uint64_t kaslr_seed;
	uint8_t rng_seed[BOOT_RNG_SEED_SIZE];
};

/*
 * An upper bound of the size that dtb_build() will need for the source and these numbers, before any address is known.
 * Returns 0, or -EFBIG with the reason: more than DTB_SIZE_MAX.
 */
int dtb_size_bound(const struct devicetree *source, size_t cmdline_length, size_t usable_count, size_t *ret, struct diag *diag);

/*
 * Builds the tree, packed, of at most dtb_size_bound() bytes. Building from the result again, with the same request, gives the
 * same bytes: a chain of kernels accumulates nothing.
 *
 * Goes: what an earlier load or firmware left in /chosen for its own kernel (elfcorehdr, usable-memory-range, initrd, KHO, IMA
 * buffer, dm-crypt keys, seeds), with the memory reservations of exactly these ranges, or of whole pages of them; and the
 * reservation of the source's own bytes where it cannot be mistaken. Every other reservation is firmware's and stays.
 * Comes: bootargs, linux,booted-from-kexec, seeds, and, reserved in memory, the initrd and the elfcorehdr.
 * linux,elfcorehdr and linux,usable-memory-range are written in the root's #address-cells and #size-cells, where absent means
 * 1 as in Linux' reader on arm64. Where these are too narrow, or absent, and no node depends on them they become 2 and 2.
 *
 * Returns 0, or -errno with the reason: -EINVAL the root's cells are not 1 or 2 in a crash load; -ERANGE
 * a range that the root's cells cannot express and that cannot be changed because nodes use them; -EFBIG; -ENOMEM.
 */
int dtb_build(const struct dtb_request *request, struct blob *ret, struct diag *diag);

#endif
