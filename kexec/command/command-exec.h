/* SPDX-License-Identifier: GPL-2.0-only */
/* -e: starts the loaded kernel. */
#ifndef WARMKEXEC_COMMAND_COMMAND_EXEC_H
#define WARMKEXEC_COMMAND_COMMAND_EXEC_H

struct invocation;
struct options;
struct outcome;

void command_exec(const struct invocation *invocation, struct outcome *ret);

/* What outcome.next asks for. Returns only on failure, which is in the outcome then. */
void command_start(const struct options *options, struct outcome *ret);
void command_shutdown(struct outcome *ret);

#endif
