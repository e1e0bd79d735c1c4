/* SPDX-License-Identifier: GPL-2.0-only */
/* One run of the steps of a load in a process without rights. For load-apart.c. */
#ifndef WARMKEXEC_LOAD_LOAD_TASK_H
#define WARMKEXEC_LOAD_LOAD_TASK_H

#include "kexec/base/diag.h"
#include "kexec/load/load-steps.h"
#include "kexec/machine/snapshot.h"

struct task {
	const struct context *context;
	const struct snapshot *snapshot; /* for machine_from() */
	const struct snapshot *kept;	 /* of running-files.h */
	load_steps *steps;
	struct load *load;

	/* The answer, beside the load. */
	int result;		   /* of the steps */
	struct diag diag;	   /* its reason */
	struct snapshot_need need; /* if it is 1 */
};

/* Runs the steps. Returns 0: the load has been read, and each value of it is checked alone; 1; or -errno with the reason. */
int task_run(struct task *task);

#endif
