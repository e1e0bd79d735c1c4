/* SPDX-License-Identifier: GPL-2.0-only */
/* The steps of a load, in the order in which load.c takes them. For load.c and the files that implement the steps only. */
#ifndef WARMKEXEC_LOAD_STEPS_H
#define WARMKEXEC_LOAD_STEPS_H

#include <stdint.h>
#include <stdio.h>

struct blob;
struct bundle;
struct devicetree;
struct diag;
struct handoff_console;
struct host;
struct image;
struct kernel_layout;
struct load;
struct machine;
struct options;
struct ranges;
struct view;

/* What a step needs beside the load itself. */
struct context {
	const struct options *options;
	const struct host *host;
	FILE *trace; /* where --debug goes, or NULL */
	struct diag *diag;
};

/* Each step fills its members of *load, or *ret. Returns 0, or -errno with the reason. */

/* ---- load-files.c ---- */

/* The files that the user named; the devicetree of --dtb is opened. */
int read_files(const struct context *context, struct load *load);

/* ---- load-read.c ---- */

/* The machine, with the memory of dtb (of --dtb; empty without) applied to its map, and the console for the purgatory's report. */
int read_machine(const struct context *context, const struct devicetree *dtb, struct machine *ret, struct ranges *ret_dtb_memory,
		 struct handoff_console *ret_console);

/* ---- load-kernel.c ---- */

/* The pieces of the kernel file, and its image, which the machine can run. */
int open_kernel(const struct context *context, const struct machine *machine, const struct blob *file, struct bundle *bundle,
		struct image *image);

/* The initrd: that of --initrd, which is in file, or those that the kernel file brings, joined in *ret_joined if they are several. */
int choose_initrd(const struct context *context, const struct bundle *bundle, const struct blob *file, struct view *ret,
		  struct blob *ret_joined);

/* ---- load-parts.c ---- */

/* The sizes of all parts, upper bounds if the bytes depend on the plan. dumped: the memory of a crash load's dump. */
int size_parts(const struct context *context, const struct load *load, const struct ranges *dumped,
	       uint64_t *ret);

/* The bytes of all parts of the plan but the purgatory. layout, dumped: for a crash load. */
int build_parts(const struct context *context, const struct ranges *dumped, const struct kernel_layout *layout,
		struct load *load);

/* The purgatory's bytes, with the digests of all other parts. */
int build_purgatory(const struct context *context, struct load *load);

#endif
