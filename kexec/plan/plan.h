/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The plan: which part goes where, and why. A pure value; everything else computes it or carries it out.
 */
#ifndef WARMKEXEC_PLAN_PLAN_H
#define WARMKEXEC_PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "arch/arch.h"
#include "common/range.h"
#include "kexec/blob.h"
#include "kexec/diag.h"
#include "kexec/machine.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/moves.h"
#include "kexec/plan/reserved.h"

struct plan_request {
	const struct machine *machine;
	const struct image *image;
	uint64_t size[PART_COUNT]; /* bytes; the kernel's is its mem_size; 0 for a part that is absent, kernel and purgatory
				      never are */
	bool crash;
	struct range allowed; /* --mem-min, --mem-max: segments stay inside; [0, UINT64_MAX) for no limit */
	bool have_entry;
	uint64_t entry;	     /* --entry: what the kernel jumps to instead of the purgatory */
	const char *cmdline; /* the next kernel's, to be shown; NULL where it is not known */

	/* Of a normal load. */
	enum reserved reserved;
	bool reuse_crash;	   /* --reuse-crash-region: the crash region serves too, where no "Kexec kernel" does */
	bool relocate;		   /* --relocate: staged in the region, not run there */
	const struct range *fixed; /* what the next kernel's command line reserves by address; never run there if that can be */
	size_t fixed_count;
	bool dtb_names_memory; /* --dtb has its part in what is MEM_UNKNOWN */
};

enum placement {
	PLACEMENT_FREE_RAM,	/* normal: copied there when the next kernel is started */
	PLACEMENT_CRASH_REGION, /* crash */
	PLACEMENT_RESERVED,	/* normal: in memory kept for it, where it will run */
	PLACEMENT_STAGED,	/* normal: likewise, but the purgatory moves all parts to their homes in free RAM */
};

struct segment {
	enum part part;
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
	uint64_t kernel_entry; /* first instruction of the kernel */
	uint64_t entry;	       /* what kexec_load is given: the purgatory's start, or --entry */
	struct range region;   /* the region loaded into; in free RAM from the first part to the last */
	struct range *usable;  /* crash: every crash region, in the order the capture kernel expects */
	size_t usable_count;
	char reason[400];    /* why this region, and why not the one kept for it, in words */
	const char *cmdline; /* that of the request */
};

/*
 * Chooses the place of every part. For a crash load: the highest "Crash kernel" region in which all fit; every region,
 * "Crash kernel (low)" included, is in usable. For a normal load: the highest "Kexec kernel" region that serves, else free RAM,
 * below 4 GiB if all fit there (docs/placement.md).
 *
 * Returns 0, or -errno with the reason: -ENOENT no region is reserved; -ENOSPC no room, the message naming each part's
 * size, the room there is, and the crashkernel= or kexeckernel= to ask for; -EINVAL an entry outside the segments; -ENOMEM.
 */
int plan_make(const struct plan_request *request, struct plan *ret, struct diag *diag);

/*
 * Proves a plan: every segment page aligned, not empty, inside allowed memory of the right type, disjoint, one per part, the
 * boot protocol's windows kept, the entries where they lead, every crash region described; of what is moved the same for its
 * home, which is free RAM, off the purgatory, and reached by moves in some order. Returns 0, or -EINVAL naming what is broken.
 * plan_make() asserts it; tests use it on their own.
 */
int plan_check(const struct plan_request *request, const struct plan *plan, struct diag *diag);

/* The segment of a part, NULL when the plan has none. */
const struct segment *plan_segment(const struct plan *plan, enum part part);

/* What is to be moved where, by segment, those that stay included. Returns how many. */
size_t plan_moves(const struct plan *plan, struct move ret[PART_COUNT]);

void plan_release(struct plan *plan);

/* For people, with a map; for programs, one JSON object. */
void plan_print_text(const struct plan *plan, const struct machine *machine, FILE *out);
void plan_print_json(const struct plan *plan, const struct machine *machine, FILE *out);

#endif
