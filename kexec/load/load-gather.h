/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads what the steps of a load look at, beside the user's files, before they run. Nothing of it is understood here. */
#ifndef WARMKEXEC_LOAD_LOAD_GATHER_H
#define WARMKEXEC_LOAD_LOAD_GATHER_H

#include "kexec/machine/snapshot.h"

struct context;
struct load;

struct inputs {
	struct snapshot machine; /* for machine_from() */
	struct snapshot kept;	 /* of running-files.h */
};

/* Returns 0, or -errno with the reason: as host_collect(). The caller releases *ret. */
int gather_inputs(const struct context *context, const struct load *load, struct inputs *ret);

/* For CLEANUP(). */
void inputs_release(struct inputs *inputs);

#endif
