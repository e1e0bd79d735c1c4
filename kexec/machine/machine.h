/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine that a load is planned for, the running one or a recorded one. A value; machine-from.h makes it. */
#ifndef WARMKEXEC_MACHINE_MACHINE_H
#define WARMKEXEC_MACHINE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/handoff.h"
#include "common/range.h"
#include "kexec/base/blob.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/memmap.h"

struct arch;

#define MACHINE_REASON_SIZE 256

struct machine {
	const struct arch *arch;
	uint64_t page_size;	      /* of the running kernel, in bytes */
	bool kernel_big_endian;	      /* the running kernel is big-endian */
	bool loads_in_place;	      /* the running kernel loads into "Kexec kernel" and unused crash regions without a copy */
	struct memmap map;
	char *cmdline;		      /* /proc/cmdline without its newline */
	struct devicetree devicetree; /* the machine's own; its tree is empty if it has none */
	void *facts;		      /* the architecture's own value, from malloc; see arch->find_facts() */
	struct handoff_reset reset[HANDOFF_RESETS_MAX]; /* how the purgatory resets the machine; set by arch->find_facts() */
	char stuck_why[MACHINE_REASON_SIZE]; /* why the running kernel cannot stop its other CPUs; "": it can, as far as is known */
	const char *stuck_remedy;	     /* what helps, if stuck_why is not "" */
	uint64_t elfcorehdr_size; /* bytes of an elfcorehdr that the running kernel can update; 0: it cannot, or nobody asks */
	struct handoff_ramoops ramoops; /* the zone for the purgatory's report, if there is one */

	char no_ramoops[MACHINE_REASON_SIZE];	   /* the reason if there is no zone for a report; "": there is one */
	char no_firmware_map[MACHINE_REASON_SIZE]; /* the reason if the firmware's map cannot be used; "": it is used, or absent */

	/* For a crash load only. */
	struct range *cpu_note;	      /* physical, one per CPU in ascending number */
	size_t cpu_note_count;
	struct range vmcoreinfo_note; /* physical, from /sys/kernel/vmcoreinfo */
	struct blob kcore_head;	      /* first bytes of /proc/kcore, or what a recorder kept of them; empty: it is absent */
};

void machine_release(struct machine *machine);

#endif
