/* SPDX-License-Identifier: GPL-2.0-only */
/* The story of a load: read, decompress, parse, plan, build, hash, submit. */
#ifndef WARMKEXEC_LOAD_H
#define WARMKEXEC_LOAD_H

#include <stdio.h>

#include "kexec/blob.h"
#include "kexec/diag.h"
#include "kexec/host/host.h"
#include "kexec/image/image.h"
#include "kexec/machine.h"
#include "kexec/options.h"
#include "kexec/plan/plan.h"

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
	struct blob dtb;
	struct blob elfcorehdr;
	struct blob purgatory;
};

/*
 * The plan, and the bytes of all parts but the purgatory, whose segment has a size and no bytes yet: a dry run, and a load that
 * is there already, hash nothing for it, and a build without a purgatory can plan too. Nothing of the machine is changed.
 * trace: where --debug goes, or NULL. Returns 0, or -errno with the reason.
 */
int load_prepare(const struct options *options, const struct host *host, FILE *trace, struct load *ret, struct diag *diag);

/* The purgatory's bytes, with the digests of all other parts. Returns 0, or -errno with the reason. */
int load_complete(const struct options *options, FILE *trace, struct load *load, struct diag *diag);

/*
 * Asks the kernel for what load_complete() has completed. Files that were written to since they were read are not loaded, nor
 * do they stay so. A load into the crash region unloads the capture kernel first, and fails with nothing loaded if one is still
 * there then. Returns 0, or -errno with the reason.
 */
int load_submit(const struct options *options, const struct host *host, const struct load *load, FILE *trace,
		struct diag *diag);

/* What the user must be told of a load that was submitted, on stderr whatever the options are; NULL: nothing. */
const char *load_warning(const struct load *load);

void load_release(struct load *load);

#endif
