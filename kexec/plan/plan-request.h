/* SPDX-License-Identifier: GPL-2.0-only */
/* What a plan is asked for. */
#ifndef WARMKEXEC_PLAN_PLAN_REQUEST_H
#define WARMKEXEC_PLAN_PLAN_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "kexec/base/ranges.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/reserved.h"

struct arch;
struct image;
struct memmap;

struct plan_request {
	const struct arch *arch;
	const struct memmap *map;
	uint64_t page_size; /* of the running kernel */
	const struct image *image;
	uint64_t entry_offset; /* the image's */
	uint64_t size[PART_COUNT]; /* bytes; the kernel's is its mem_size; 0 for a part that is absent, kernel and purgatory
				      never are */
	bool crash;
	struct range allowed; /* --mem-min, --mem-max: segments stay inside; [0, UINT64_MAX) for no limit */
	bool have_entry;
	uint64_t entry;	     /* --entry: what the kernel jumps to instead of the purgatory */
	const char *cmdline; /* the next kernel's, to be shown; NULL where it is not known */

	/* The memory that a given devicetree names: every part must be at home in it. Empty: there is no such limit. */
	struct ranges named;
	const char *named_by; /* the devicetree, for messages */

	/* Of a normal load. */
	enum reserved reserved;
	bool reuse_crash;	   /* --reuse-crash-region: the crash region serves too, where no "Kexec kernel" does */
	bool relocate;		   /* --relocate: staged in the region, not run there */
	struct ranges fixed;	   /* what the next kernel's command line reserves by address; never run there if that can be */
};

#endif
