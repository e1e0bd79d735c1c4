/* SPDX-License-Identifier: GPL-2.0-only */
/* The plan: which part goes to which address, and why. A pure value: plan_make() computes it, everything else reads it. */
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
	PLACEMENT_FREE_RAM,	/* normal load: in free RAM; the running kernel copies the parts there at the start */
	PLACEMENT_CRASH_REGION, /* crash load: in a crash region */
	PLACEMENT_RESERVED,	/* normal load: in reserved memory, and the next kernel runs there */
	PLACEMENT_STAGED,	/* normal load: in reserved memory; the purgatory moves the parts to their homes in free RAM */
};

struct segment {
	enum part part;
	const char *name;    /* for messages and reports */
	struct range memory; /* whole pages */
	struct range home;   /* its place when the next kernel is entered: equal to memory unless staged; of the same size */
	struct view bytes;   /* its contents, set when they are built; the kernel zeroes the rest of memory */
};

struct plan {
	bool crash;
	bool hotplug; /* the running kernel is asked to update the elfcorehdr: it has room for that, and no digest */
	enum placement placement;
	bool reuses_crash; /* a normal load into a crash region: no capture kernel may be loaded, and loading one later ends
			      this load */
	struct segment segment[PART_COUNT]; /* ascending by address */
	size_t segment_count;
	struct range hole;     /* kept free in the region for the running kernel's own pages; empty if none is needed */
	uint64_t kernel_entry; /* first instruction of the kernel */
	uint64_t entry;	       /* the entry that kexec_load(2) gets: the purgatory's start, or --entry */
	struct range region;   /* the region loaded into; in free RAM: from the first part to the last */
	struct range *usable;  /* crash: the memory of the capture kernel, in the order that it expects */
	size_t usable_count;
	size_t usable_cma; /* of these, the last so many are memory of crashkernel=SIZE,cma */
	uint64_t initrd_unpacked; /* bytes of memory that the initrd's files take; 0: not known */
	char reason[400];    /* text: why this region was chosen, and why the reserved one was not */
	const char *cmdline; /* the request's, not owned */
	const char *why_call; /* text: why this system call was chosen; not owned; NULL: nobody chose */
};

/* The name of a part: "kernel", "initrd", "elfcorehdr", "purgatory", "hole", or the architecture's word for its boot data. */
const char *part_name(const struct arch *arch, enum part part);

/* Finds the segment of a part. NULL if the plan has none. */
const struct segment *plan_segment(const struct plan *plan, enum part part);

/*
 * Lists the segments in the order in which kexec_load(2) gets them: the elfcorehdr last. With --hotplug the running kernel takes
 * the last segment that begins as an ELF file for it, and a kernel or an initrd may begin so (Linux, kernel/crash_core.c).
 * ret: room for PART_SEGMENTS. Returns how many there are.
 */
size_t plan_call_order(const struct plan *plan, const struct segment **ret);

/* The memory that a part is loaded to, and its memory when the next kernel is entered; empty if the plan has no such part. */
struct range plan_memory(const struct plan *plan, enum part part);
struct range plan_home(const struct plan *plan, enum part part);

/*
 * All memory that the parts but one take, where they are loaded to and at home, merged. ret: room for 2 * PART_COUNT ranges.
 * Returns how many ranges there are.
 */
size_t plan_memory_beside(const struct plan *plan, enum part without, struct range *ret);

/* Sets the bytes of a part; a part that the plan does not have is ignored. The plan views them. */
void plan_set_bytes(struct plan *plan, enum part part, struct view bytes);

/* Fills ret with one move per segment, in the order of the segments, also for segments that stay. Returns their number. */
size_t plan_moves(const struct plan *plan, struct move *ret);

/* Frees the list of usable ranges; the plan is empty afterwards. For CLEANUP(). */
void plan_release(struct plan *plan);

#endif
