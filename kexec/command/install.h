/* SPDX-License-Identifier: GPL-2.0-only */
/* Gives a load to the running kernel, and keeps the records of loads true meanwhile. */
#ifndef WARMKEXEC_COMMAND_INSTALL_H
#define WARMKEXEC_COMMAND_INSTALL_H

struct diag;
struct host_change;
struct invocation;
struct load_view;
struct loaded;
struct outcome;

/*
 * Gives a completed load to the running kernel and writes its record. A record that cannot be written is a note in the outcome, no
 * failure. lock: of host_lock_loads(), or -1. loaded: complete, but for the copy size. Returns 0; -errno of load_submit() with the
 * reason; or -errno of host_change_begin(): nothing was done.
 */
int install_load(const struct invocation *invocation, int lock, const struct load_view *load, struct loaded *loaded,
		 struct outcome *outcome, struct diag *diag);

/* The same, in a change that the caller has begun, and ends with host_change_abort() if this fails. */
int install_begun(const struct invocation *invocation, struct host_change *change, const struct load_view *load,
		  struct loaded *loaded, struct outcome *outcome, struct diag *diag);

/* Notes why a load cannot be recorded: -errno, and its reason. No note if r is 0, or -ENOENT: there is no /run. */
void install_note_unrecorded(int r, const struct diag *why, struct outcome *outcome);

#endif
