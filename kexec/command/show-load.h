/* SPDX-License-Identifier: GPL-2.0-only */
/* The answer of --dry-run. */
#ifndef WARMKEXEC_COMMAND_SHOW_LOAD_H
#define WARMKEXEC_COMMAND_SHOW_LOAD_H

struct diag;
struct invocation;
struct load;

/* Prints the load in the form that is asked for. Returns 0, or -ENOTSUP with the reason: a load by files has no places to draw. */
int show_load(const struct invocation *invocation, const struct load *load, struct diag *diag);

#endif
