/* SPDX-License-Identifier: GPL-2.0-only */
/* The story of a load: read, decompress, parse, plan, build, hash, submit. */
#ifndef WARMKEXEC_LOAD_H
#define WARMKEXEC_LOAD_H

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
struct options;

/* Every value between the options and the system call. What plan's segments view is owned here. */
struct load {
	struct machine machine;
	struct handoff_console console; /* where the purgatory reports */
	struct user_file kernel_file;
	struct user_file initrd;
	struct user_file dtb_file; /* --dtb */
	struct bundle bundle;	 /* the pieces of the kernel file */
	struct view initrd_bytes; /* of --initrd, or those that the kernel file brings */
	struct blob joined;	 /* their owner if the kernel file brings several initrds */
	struct devicetree user_devicetree; /* its tree; empty without --dtb */
	struct image image;
	char *cmdline;
	struct ranges dtb_memory; /* what --dtb names; none without it, or where it has UEFI's map */
	struct ranges fixed; /* what the next kernel's command line reserves by address */
	struct plan plan;
	struct blob boot; /* the bytes of PART_BOOT */
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

/* The devicetree that the next kernel's is made of: the tree of --dtb, or the machine's own. */
const struct devicetree *load_dtb_source(const struct load *load);

void load_release(struct load *load);

#endif
