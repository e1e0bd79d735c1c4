/* SPDX-License-Identifier: GPL-2.0-only */
/* A prepared load is made ready for a virtual machine instead of the machine that it was planned for. It is of no other use then. */
#ifndef WARMKEXEC_LOAD_STAGE_H
#define WARMKEXEC_LOAD_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/range.h"

struct arch_rehearsal;
struct blob;
struct diag;
struct host;
struct host_qemu;
struct load;
struct options;

struct stage {
	const struct arch_rehearsal *virtual;
	const char *processor;
	bool crash;
	uint64_t page_size; /* of the running kernel */
	struct range board; /* where the virtual machine can have RAM */
	struct range ram;   /* its RAM */
	uint64_t entry;
	size_t registers_size; /* bytes of a CPU's registers in its crash note */
	uint64_t usable;      /* bytes that the next kernel may use */
	size_t cpus;	      /* of the machine; 0: not known */
	bool rebased;	      /* memory is at other addresses than the machine's */
	bool brings_initrd;   /* the load has an initrd of its own */
	char moved[64];	      /* names of the parts that are at other addresses than the plan's, with commas; "": none */
};

/*
 * Moves the plan into the virtual machine's memory, and adds the marker (kexec/rehearse/marker.h) to initrd and command line. All
 * places but that of the boot data are final then. load: of load_prepare(), with a plan.
 * Returns 0, or -errno with the reason:
 *   -ENOTSUP  there is no virtual machine for the architecture, or no marker in this build
 *   -ENOSPC   the region has no room for the marker
 *   -ERANGE   no virtual machine can have that memory
 *   others    of marker_cmdline(), bundle_join_initrds()
 */
int load_stage(struct load *load, struct stage *ret, struct diag *diag);

/*
 * Completes the load for the virtual machine that has this devicetree: boot data, console, purgatory. *stage learns if the boot data
 * are at another place.
 * Returns 0, or -errno with the reason.
 */
int load_stage_complete(const struct options *options, const struct host *host, FILE *trace, const struct blob *tree,
			struct stage *stage, struct load *load, struct diag *diag);

/*
 * Writes to the memory of the virtual machine what a capture kernel must find of the crashed one: the notes of its CPUs, without
 * their registers, and VMCOREINFO. Does nothing for a normal load. Returns 0, or -errno with the reason.
 */
int load_stage_notes(const struct load *load, const struct stage *stage, const struct host_qemu *qemu, struct diag *diag);

#endif
