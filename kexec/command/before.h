/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernels that were loaded before a load, and what becomes of them if the load fails. */
#ifndef WARMKEXEC_COMMAND_BEFORE_H
#define WARMKEXEC_COMMAND_BEFORE_H

#include <stdbool.h>

struct diag;
struct host;
struct invocation;
struct loaded_view;

struct before {
	bool normal;		   /* one was loaded */
	struct loaded_view *crash; /* from malloc */
};

/*
 * Looks at them, before anything is changed and under the lock, so that no other program changes them. Returns 0, or -ENOMEM
 * with the reason.
 */
int before_look(const struct host *host, struct before *ret, struct diag *diag);

/*
 * After a load that failed: a running kernel frees the armed crash kernel before it looks at the new one, so that one is loaded
 * again, from its files, if it is gone, or if the running kernel does not say whether it is. Adds to the hint of the failure what is
 * loaded now. If the machine is without kdump, the kernel's log says so as well. error: of install_load(). lock: of
 * host_lock_loads(), or -1.
 */
void before_restore(const struct invocation *invocation, const struct before *before, bool crash, int error, int lock,
		    struct diag *diag);

/* For CLEANUP(). */
void before_release(struct before *before);

#endif
