/* SPDX-License-Identifier: GPL-2.0-only */
/* The request for a plan. */
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
	uint64_t entry_offset;	   /* bytes from the start of the image to its first instruction */
	uint64_t size[PART_COUNT]; /* bytes; the kernel's is its mem_size; 0: no such part. The kernel's is
				      never 0; the purgatory's is if a load by files is predicted */
	bool crash;
	bool hotplug;	      /* of a crash load: the running kernel updates the elfcorehdr when CPUs or memory come and go */
	struct range allowed; /* --mem-min, --mem-max: segments stay inside; [0, UINT64_MAX): no limit */
	bool have_entry;
	uint64_t entry;	     /* --entry: the address that the running kernel jumps to instead of the purgatory */
	const char *cmdline; /* of the next kernel, for plan_print_*(); NULL if it is not known */

	/* The memory that a given devicetree names: every part must be at home in it. Empty: there is no such limit. */
	struct ranges named;
	const char *named_by; /* the devicetree, for messages */

	/* The memory that the next kernel's devicetree reserves: no place for any part. In any order. */
	struct ranges taken;
	const char *taken_by; /* the devicetree, for messages */

	/* For a normal load. */
	enum reserved reserved;
	bool reuse_crash;    /* --reuse-crash-region: use the crash region if no "Kexec kernel" region can be used */
	bool relocate;	     /* --relocate: stage the parts in the region, but do not run there */
	struct ranges fixed; /* memory that the next kernel's command line reserves by address; avoided if possible */
};

#endif
