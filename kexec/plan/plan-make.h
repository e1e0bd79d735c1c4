/* SPDX-License-Identifier: GPL-2.0-only */
/* A request to a plan. */
#ifndef WARMKEXEC_PLAN_PLAN_MAKE_H
#define WARMKEXEC_PLAN_PLAN_MAKE_H

#include "kexec/base/ranges.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/reserved.h"

struct diag;
struct image;
struct machine;
struct plan;

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
	struct ranges fixed; /* what the next kernel's command line reserves by address; never run there if that can be */
	bool dtb_names_memory; /* --dtb has its part in what is MEM_UNKNOWN */
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

#endif
