/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of the machine a load is planned for, be it the running one or a recorded one. A value; host/ makes it. */
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

/* The processors, as far as user space can see them. */
struct cpus {
	uint32_t *midr; /* MIDR_EL1 of each CPU that shows one; Arm ARM D19.2, MIDR_EL1 */
	size_t midr_count;
};

struct machine {
	const struct arch *arch;
	uint64_t page_size;	 /* of the running kernel */
	bool kernel_big_endian;	 /* the running kernel is big-endian */
	bool loads_in_place;	 /* what is loaded into a "Kexec kernel" region, or an unused crash region, is not copied again */
	struct memmap map;
	char *cmdline;		 /* /proc/cmdline without its newline */
	struct cpus cpus;
	struct devicetree devicetree; /* the machine's own; its tree is empty when it has none */
	enum handoff_psci psci;	 /* how PSCI is called at EL1 */

	/* Read for a crash load only. */
	struct range *cpu_note;	 /* physical, one per CPU in ascending number */
	size_t cpu_note_count;
	struct range vmcoreinfo_note; /* physical, from /sys/kernel/vmcoreinfo; empty when there is none */
	struct blob kcore_head;	 /* first bytes of /proc/kcore, or what a recorder kept of them; may be empty */
};

#endif
