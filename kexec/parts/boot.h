/* SPDX-License-Identifier: GPL-2.0-only */
/* The request for boot data: the facts that the next kernel gets when it starts. An architecture makes the bytes. */
#ifndef WARMKEXEC_PARTS_BOOT_H
#define WARMKEXEC_PARTS_BOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"

struct arch;
struct devicetree;
struct image;

#define BOOT_RNG_SEED_SIZE 128

/* The members up to usable_count are known before planning. */
struct boot_request {
	const struct arch *arch;
	const struct image *image;
	const struct devicetree *devicetree; /* the user's own, or the machine's; its tree is empty if there is none */
	bool keep_cmdline;		     /* if there is no command line, the devicetree's own stays */
	size_t cmdline_bound;		     /* an upper bound of the command line in bytes, without its NUL */
	bool crash;
	size_t usable_count; /* crash: the number of crash regions */

	const char *cmdline;	    /* "": none */
	const struct range *usable; /* in the order that the capture kernel expects */
	struct range initrd;	    /* the place of its bytes when the kernel starts; empty: none */
	struct range elfcorehdr;
	bool have_seeds; /* false: the running kernel has no randomness yet, so there are no seeds */
	uint64_t kaslr_seed;
	uint8_t rng_seed[BOOT_RNG_SEED_SIZE];
};

#endif
