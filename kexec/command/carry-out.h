/* SPDX-License-Identifier: GPL-2.0-only */
/* From a prepared load to one that the running kernel has taken, or that is in place already. */
#ifndef WARMKEXEC_COMMAND_CARRY_OUT_H
#define WARMKEXEC_COMMAND_CARRY_OUT_H

struct diag;
struct invocation;
struct load;
struct outcome;

/* Also sets what follows the load. load: may be released or shrunk before the caller does so. Returns 0, or -errno with the reason. */
int carry_out_load(const struct invocation *invocation, struct load **load, struct outcome *outcome, struct diag *diag);

#endif
