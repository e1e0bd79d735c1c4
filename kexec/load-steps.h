/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The values of a load, and its steps in the order in which load.c takes them. For load.c and the files that implement the steps
 * only.
 */
#ifndef WARMKEXEC_LOAD_STEPS_H
#define WARMKEXEC_LOAD_STEPS_H

#include <stdint.h>
#include <stdio.h>

#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/ranges.h"
#include "kexec/host/host.h"
#include "kexec/image/image.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan.h"

struct diag;
struct kernel_layout;
struct options;

/* Every value between the options and the system call. What plan's segments view is owned here. */
struct load {
	struct machine machine;
	struct handoff_console console; /* where the purgatory reports */
	struct handoff_ramoops ramoops; /* where it leaves the report for the next boot */
	struct user_file kernel_file;
	struct user_file initrd;
	struct user_file dtb_file; /* --dtb */
	struct image image;
	char *cmdline;
	struct ranges dtb_memory; /* what --dtb names; none without it, or where it has UEFI's map */
	struct ranges fixed; /* what the next kernel's command line reserves by address */
	struct plan plan;
	struct blob boot; /* the bytes of PART_BOOT */
	struct blob elfcorehdr;
	struct blob purgatory;
};

/* What a step needs beside the load itself. */
struct context {
	const struct options *options;
	const struct host *host;
	FILE *trace; /* where --debug goes, or NULL */
	struct diag *diag;
};

/* Each step fills its members of *load. Returns 0, or -errno with the reason. */

/* ---- load-read.c ---- */

/* The machine, the console and the ramoops zone for the purgatory's report. */
int read_machine(const struct context *context, struct load *load);

/* The files that the user named. */
int read_files(const struct context *context, struct load *load);

/* The kernel file's image, which this machine can run. */
int open_kernel(const struct context *context, struct load *load);

/* ---- load-parts.c ---- */

/* The sizes of all parts, upper bounds if the bytes depend on the plan. dumped: the memory of a crash load's dump. */
int size_parts(const struct context *context, const struct load *load, const struct ranges *dumped,
	       uint64_t *ret);

/* The bytes of all parts of the plan but the purgatory. layout, dumped: for a crash load. */
int build_parts(const struct context *context, const struct ranges *dumped, const struct kernel_layout *layout,
		struct load *load);

/* The purgatory's bytes, with the digests of all other parts. */
int build_purgatory(const struct context *context, struct load *load);

/* Puts the name of the devicetree's source before a reason, unless that is lack of memory. Returns r. */
int prefix_dtb(const struct context *context, const struct load *load, int r);

/* The devicetree that the next kernel's is made of: that of --dtb, or the machine's own. */
struct view load_dtb_source(const struct load *load);

#endif
