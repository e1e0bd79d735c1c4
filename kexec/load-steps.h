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
#include "kexec/image/bundle.h"
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
	struct user_file kernel_file;
	struct user_file initrd;
	struct user_file dtb_file;	   /* --dtb */
	struct bundle bundle;		   /* the pieces of the kernel file */
	struct view initrd_bytes;	   /* of --initrd, or those that the kernel file brings */
	struct blob joined;		   /* their owner if the kernel file brings several initrds */
	struct devicetree user_devicetree; /* its tree; empty without --dtb */
	struct image image;
	char *cmdline;
	struct ranges dtb_memory; /* what --dtb names; none without it, or if it has UEFI's map */
	struct ranges fixed;	  /* what the next kernel's command line reserves by address */
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

/* The devicetree that the next kernel's is made of: that of --dtb, or the machine's own. */
const struct devicetree *load_dtb_source(const struct load *load);

/* The purgatory's bytes, with the digests of all other parts. */
int build_purgatory(const struct context *context, struct load *load);

#endif
