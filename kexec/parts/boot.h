/* SPDX-License-Identifier: GPL-2.0-only */
/* What the next kernel is told when it starts: the request of which an architecture makes the bytes of its boot data. */
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

/* Before planning the members up to usable_count are known. */
struct boot_request {
	const struct arch *arch;
	const struct image *image;
	const struct devicetree *devicetree; /* the user's own, or the machine's; its tree is empty if there is none */
	bool keep_cmdline;		     /* without a command line that of the devicetree stays */
	size_t cmdline_bound;		     /* the most bytes that the command line will have, without its NUL */
	bool crash;
	size_t usable_count; /* crash: how many crash regions there are */

	const char *cmdline;	    /* "" for none */
	const struct range *usable; /* in the order in which the capture kernel expects them */
	struct range initrd;	    /* the bytes, at their home; empty for none */
	struct range elfcorehdr;
	bool have_seeds; /* false: no randomness was to be had, the seeds are left out */
	uint64_t kaslr_seed;
	uint8_t rng_seed[BOOT_RNG_SEED_SIZE];
};

#endif
