/* SPDX-License-Identifier: GPL-2.0-only */
/* From a load to what is kept of it. */
#ifndef WARMKEXEC_RECORD_H
#define WARMKEXEC_RECORD_H

#include "kexec/base/diag.h"
#include "kexec/load.h"
#include "kexec/options.h"
#include "kexec/loaded/loaded.h"

/*
 * The digest of all that decides what is loaded: the files' contents, the command line, the devicetree, the memory map, the
 * options, the version of the program. Not the seeds, which are new each time.
 * Fills the digests of the files in ret too, and their paths, made absolute. Returns 0, or -ENOMEM.
 */
int record_request(const struct options *options, const struct load *load, struct state *ret, struct diag *diag);

/* The rest, of a load that is about to be submitted, or was; record_request() comes first. Returns 0, or -ENOMEM. */
int record_load(const struct host *host, const struct load *load, struct state *state, struct diag *diag);

#endif
