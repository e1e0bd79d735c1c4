/* SPDX-License-Identifier: GPL-2.0-only */
/* -l, -p, -f, --prepare, --dry-run, and a kernel alone: loads a kernel. */
#ifndef WARMKEXEC_COMMAND_COMMAND_LOAD_H
#define WARMKEXEC_COMMAND_COMMAND_LOAD_H

struct invocation;
struct outcome;

void command_load(const struct invocation *invocation, struct outcome *ret);

#endif
