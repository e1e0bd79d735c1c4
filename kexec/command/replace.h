/* SPDX-License-Identifier: GPL-2.0-only */
/* A load in place of what was loaded before, which is loaded again if it is lost and the load is refused. */
#ifndef WARMKEXEC_COMMAND_REPLACE_H
#define WARMKEXEC_COMMAND_REPLACE_H

struct diag;
struct invocation;
struct load;
struct load_view;
struct loaded;
struct outcome;

/* take_load(), with the lock and the signals held. lock: of host_lock_loads(), or -1. */
int replace_load(const struct invocation *invocation, int lock, const struct load_view *load, struct load **owner,
		 struct loaded *loaded, struct outcome *outcome, struct diag *diag);

#endif
