/* SPDX-License-Identifier: GPL-2.0-only */
/* Makes the running kernel take a load, and keeps the records of loads true meanwhile. */
#ifndef WARMKEXEC_COMMAND_TAKE_H
#define WARMKEXEC_COMMAND_TAKE_H

struct diag;
struct invocation;
struct load;
struct load_view;
struct loaded;
struct outcome;

/*
 * Submits a completed load and writes its record. A record that cannot be written is a note in the outcome, no failure.
 * owner: of the load, or NULL. It is released if the load fails, as its memory may be wanted to load again what was armed before;
 * after -EACCES it is shrunk (load_shrink()), for a load by the other call.
 * loaded: complete, but for the copy size. Returns 0, or -errno with the reason; -EAGAIN and outcome->is_stale: memory has come or
 * gone since the machine was read, and nothing was done.
 */
int take_load(const struct invocation *invocation, const struct load_view *load, struct load **owner, struct loaded *loaded,
	      struct outcome *outcome, struct diag *diag);

#endif
