/* SPDX-License-Identifier: GPL-2.0-only */
/* A load: from the options to a plan with its bytes. load-steps.h has the values and the steps. */
#ifndef WARMKEXEC_LOAD_LOAD_H
#define WARMKEXEC_LOAD_LOAD_H

#include <stdio.h>

struct diag;
struct host;
struct load;
struct load_view;
struct options;
struct route;

/*
 * Reads the machine and the files, makes the plan, and the bytes of all parts but the purgatory. Its segment has a size and no
 * bytes yet: so a dry run, and a load that is already in place, hash nothing, and a build without a purgatory can plan, too.
 * A load by kexec_file_load(2) has files instead of a plan. route: of route_choose(); it outlives the load. Does not change the machine.
 * trace: the output of -d, or NULL. *ret: NULL, or an earlier load of the same files, which is released: what it has read from pipes
 * cannot be read again, and is taken from it. The caller releases *ret.
 * Returns 0, or -errno with the reason; *ret is NULL then.
 */
int load_prepare(const struct options *options, const struct route *route, const struct host *host, FILE *trace,
		 struct load **ret, struct diag *diag);

/*
 * The steps before the plan: reads the machine and the files, opens the kernel, builds the command line. For --check, which judges a load that
 * cannot be made, too. load_look() shows it, without a plan. Returns 0, or -errno with the reason.
 */
int load_inspect(const struct options *options, const struct route *route, const struct host *host, struct load **ret, struct diag *diag);

/* Makes the bytes of the purgatory, with the digests of all other parts, if the load has one. Returns 0, or -errno with the reason. */
int load_complete(const struct options *options, FILE *trace, struct load *load, struct diag *diag);

/* Shows the values of a load that its users need. */
void load_look(const struct load *load, struct load_view *ret);

/* Gives back all memory but that of what was read from pipes: nothing but another load_prepare() can use the load then. */
void load_shrink(struct load **load);

/* For CLEANUP(). */
void load_release(struct load **load);

#endif
