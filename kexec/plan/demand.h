/* SPDX-License-Identifier: GPL-2.0-only */
/* The demands of each part of a load on its place in memory: an architecture returns them as rows, the planner obeys them. */
#ifndef WARMKEXEC_PLAN_DEMAND_H
#define WARMKEXEC_PLAN_DEMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "common/range.h"

/* The parts of a load, in the order of placing: the kernel first, because the windows of others may depend on its place. */
enum part {
	PART_KERNEL,
	PART_INITRD,
	PART_BOOT, /* the boot data of the next kernel: a devicetree on most architectures */
	PART_ELFCOREHDR,
	PART_PURGATORY,
	PART_HOLE, /* memory of a crash region that stays free for the running kernel's own pages: placed, but no segment */
	PART_COUNT,
	PART_SEGMENTS = PART_HOLE, /* the parts before this one are segments of a plan */
};

/*
 * A window that depends on the kernel's place. If K is the kernel's range, the part must lie inside
 *   [lo, align_down(K.start, align) + span)
 *   lo = align_up(K.end - span, align), at least 0, if the part may precede the kernel
 *   lo = align_down(K.start, align) otherwise
 */
struct near_kernel {
	uint64_t span;	/* bytes; 0: no such window */
	uint64_t align; /* a power of two */
	bool may_precede;
};

struct demand {
	enum part part;
	uint64_t size;	 /* bytes of memory, not 0, a multiple of the page size */
	uint64_t align;	 /* bytes, a power of two, at least the page size; the same for all parts except the kernel */
	uint64_t offset; /* bytes from a multiple of align to the start: a multiple of the page size, < align; 0 except for the
			    kernel */
	struct near_kernel near;
	struct range window; /* physical; the part must lie inside; empty: no limit */
	bool from_top; /* prefer high addresses */
};

#endif
