/* SPDX-License-Identifier: GPL-2.0-only */
/* The end of a load: the running kernel is asked to take the plan. */
#ifndef WARMKEXEC_SUBMIT_H
#define WARMKEXEC_SUBMIT_H

#include <stdio.h>

struct diag;
struct host;
struct load;
struct options;

/*
 * Asks the kernel for what load_complete() has completed. Files that were written to since they were read are not loaded, nor
 * do they stay so. A load into the crash region unloads the capture kernel first, and fails with nothing loaded if one is still
 * there then. Returns 0, or -errno with the reason.
 */
int load_submit(const struct options *options, const struct host *host, const struct load *load, FILE *trace,
		struct diag *diag);

/* What the user must be told of a load that was submitted, on stderr whatever the options are; NULL: nothing. */
const char *load_warning(const struct load *load);

#endif
