/* SPDX-License-Identifier: GPL-2.0-only */
/* The steps of a load, in the order in which load.c takes them. For load.c and the files that implement the steps only. */
#ifndef WARMKEXEC_LOAD_STEPS_H
#define WARMKEXEC_LOAD_STEPS_H

#include <stdint.h>
#include <stdio.h>

#include "kexec/plan/demand.h"

struct diag;
struct host;
struct kernel_layout;
struct load;
struct options;
struct ranges;

/* What a step needs beside the load itself. */
struct context {
	const struct options *options;
	const struct host *host;
	FILE *trace; /* where --debug goes, or NULL */
	struct diag *diag;
};

/* Each step fills its members of *load. Returns 0, or -errno with the reason. */

/* ---- load-read.c ---- */

/* The files that the user named. */
int read_files(const struct context *context, struct load *load);

/* The machine, with --dtb applied to its memory map; the console and the ramoops zone for the purgatory's report. */
int read_machine(const struct context *context, struct load *load);

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

#endif
