/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The next kernel's devicetree: the machine's own (or the user's), without the leftovers of an earlier load, and with the facts
 * of this one. The model is Linux' own drivers/of/kexec.c, of_kexec_alloc_and_setup_fdt().
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
	bool keep_bootargs;	    /* if there is no command line, keep the source's (of --dtb); false: delete it */
	const char *cmdline;	    /* NULL or "": none */
	struct range initrd;	    /* empty: none */
	struct range elfcorehdr;    /* empty for a normal load */
	const struct range *usable; /* linux,usable-memory-range, in this order; none for a normal load */
	size_t usable_count;
	bool have_seeds; /* false: the running kernel has no randomness yet, so there are no seeds */
	uint64_t kaslr_seed;
	uint8_t rng_seed[BOOT_RNG_SEED_SIZE];
};

/*
 * Finds an upper bound of the tree that dtb_build() makes, in bytes. No address is needed.
 * Returns 0, or -errno with the reason:
 *   -EFBIG  more than DTB_SIZE_MAX
 */
int dtb_size_bound(const struct devicetree *source, size_t cmdline_length, size_t usable_count, size_t *ret, struct diag *diag);

/*
 * Builds the tree, packed, of at most dtb_size_bound() bytes. A second build from the result, with the same request, gives the
 * same bytes: a chain of kernels accumulates nothing. The caller releases *ret.
 *
 * Deletes from /chosen the properties that an earlier load or firmware wrote for its own kernel (elfcorehdr,
 * usable-memory-range, initrd, KHO, IMA buffer, dm-crypt keys, seeds), and the memory reservations of exactly these ranges, or
 * of their whole pages. Deletes the reservation of the source's own bytes if it is unmistakable. Every other reservation is
 * firmware's and stays. Adds bootargs, linux,booted-from-kexec, seeds, and the initrd and the elfcorehdr with their memory
 * reservations. linux,elfcorehdr and linux,usable-memory-range are in the root's #address-cells and #size-cells; absent ones
 * count as 1, as in Linux' reader on arm64. If these are too narrow, or absent, and no node uses them, they become 2 and 2.
 *
 * Returns 0, or -errno with the reason:
 *   -EINVAL  the root's cells are not 1 or 2, in a crash load
 *   -ERANGE  the root's cells cannot express a range, and nodes use the cells, so that they cannot be changed
 *   -EFBIG   more than DTB_SIZE_MAX
 *   -ENOMEM
 */
int dtb_build(const struct dtb_request *request, struct blob *ret, struct diag *diag);

#endif
