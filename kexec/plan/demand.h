/* SPDX-License-Identifier: GPL-2.0-only */
/* What each part of a load needs of its place in memory: rows of data that an architecture returns and the planner obeys. */
#ifndef WARMKEXEC_PLAN_DEMAND_H
#define WARMKEXEC_PLAN_DEMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "common/range.h"

/* The parts of a load, in the order in which they are placed: the kernel first, as the windows of others may depend on it. */
enum part {
	PART_KERNEL,
	PART_INITRD,
	PART_BOOT, /* what the next kernel is told: a devicetree on most architectures */
	PART_ELFCOREHDR,
	PART_PURGATORY,
	PART_HOLE, /* room in a crash region that stays free for the running kernel's own pages: placed, but no segment */
	PART_COUNT,
	PART_SEGMENTS = PART_HOLE, /* those before are segments of a plan */
};

/*
 * A window that hangs on where the kernel is. With K the kernel's range, the part must lie inside
 *   [lo, align_down(K.start, align) + span)
 * where lo is align_up(K.end - span, align), at least 0, if the part may precede the kernel, else align_down(K.start, align).
 */
struct near_kernel {
	uint64_t span;	/* 0: no such window */
	uint64_t align; /* a power of two */
	bool may_precede;
};

struct demand {
	enum part part;
	uint64_t size;	 /* bytes of memory, not 0, a multiple of the page size */
	uint64_t align;	 /* a power of two, at least the page size; all parts but the kernel have the same */
	uint64_t offset; /* the start is this far above a multiple of align; a multiple of the page size, < align; 0 but for the
			    kernel */
	struct near_kernel near;
	struct range window; /* the part must lie inside; empty if anywhere will do */
	bool from_top; /* prefer high addresses */
};

#endif
