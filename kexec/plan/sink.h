/* SPDX-License-Identifier: GPL-2.0-only */
/* Who takes a finished plan: the running kernel, or a recording for tests. */
#ifndef WARMKEXEC_PLAN_SINK_H
#define WARMKEXEC_PLAN_SINK_H

#include <stdbool.h>

struct diag;
struct file_load;
struct machine;
struct plan;

struct sink {
	void *context;

	/*
	 * Takes all segments and the entry; the bytes are copied before it returns. What was loaded in the same place (normal
	 * or crash) is lost, even on failure. Returns 0, or -errno with the reason.
	 */
	int (*load)(void *context, const struct plan *plan, const struct machine *machine, struct diag *diag);

	/* The same with files and a command line, if the load has no plan. */
	int (*load_files)(void *context, const struct file_load *load, const struct machine *machine, struct diag *diag);

	/* Drops what is loaded; nothing being loaded is no failure. Returns 0, or -errno with the reason. */
	int (*unload)(void *context, bool crash, struct diag *diag);

	/* Returns 0, or -errno with the reason. */
	int (*is_loaded)(void *context, bool crash, bool *ret, struct diag *diag);
};

#endif
