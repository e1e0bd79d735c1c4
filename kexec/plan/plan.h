/* SPDX-License-Identifier: GPL-2.0-only */
/* The plan: which part goes where, and why. A pure value; plan-make.h computes it, everything else reads it. */
#ifndef WARMKEXEC_PLAN_PLAN_H
#define WARMKEXEC_PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"
#include "kexec/base/blob.h"
#include "kexec/plan/demand.h"

struct arch;
struct move;

enum placement {
	PLACEMENT_FREE_RAM,	/* normal: copied there when the next kernel is started */
	PLACEMENT_CRASH_REGION, /* crash */
	PLACEMENT_RESERVED,	/* normal: in memory kept for it, where it will run */
	PLACEMENT_STAGED,	/* normal: likewise, but the purgatory moves all parts to their homes in free RAM */
};

struct segment {
	enum part part;
	const char *name;    /* for messages and reports */
	struct range memory; /* whole pages */
	struct range home;   /* where it is when the next kernel is entered: memory, but for what is staged; as large */
	struct view bytes;   /* what goes there, set by build; the rest of memory is zeroed by the kernel */
};

struct plan {
	bool crash;
	enum placement placement;
	bool reuses_crash; /* the region is a crash region: no capture kernel may be loaded, and one that is later ends this
			      load */
	struct segment segment[PART_COUNT]; /* ascending by address */
	size_t segment_count;
	struct range hole;     /* kept free in the region for the running kernel's own pages; empty if none is needed */
	uint64_t kernel_entry; /* first instruction of the kernel */
	uint64_t entry;	       /* what kexec_load is given: the purgatory's start, or --entry */
	struct range region;   /* the region loaded into; in free RAM from the first part to the last */
	struct range *usable;  /* crash: every crash region, in the order the capture kernel expects */
	size_t usable_count;
	char reason[400];    /* why this region, and why not the one kept for it, in words */
	const char *cmdline; /* that of the request */
};

/* "kernel", "initrd", "elfcorehdr", "purgatory", "hole", or the architecture's own word for its boot data, such as "dtb". */
const char *part_name(const struct arch *arch, enum part part);

/* The segment of a part, NULL when the plan has none. */
const struct segment *plan_segment(const struct plan *plan, enum part part);

/* Where a part is loaded to, and where it is when the next kernel is entered; empty if the plan has no such part. */
struct range plan_memory(const struct plan *plan, enum part part);
struct range plan_home(const struct plan *plan, enum part part);

/*
 * All memory that the parts but one take, where they are loaded to and at home, merged. ret: room for 2 * PART_COUNT ranges.
 * Returns how many ranges there are.
 */
size_t plan_memory_beside(const struct plan *plan, enum part without, struct range *ret);

/* Sets the bytes of a part; a part that the plan does not have is ignored. The plan views them. */
void plan_set_bytes(struct plan *plan, enum part part, struct view bytes);

/* What is to be moved where, by segment, those that stay included. Returns how many. */
size_t plan_moves(const struct plan *plan, struct move *ret);

void plan_release(struct plan *plan);

#endif
