/* SPDX-License-Identifier: GPL-2.0-only */
/* -u: unloads a kernel. */
#ifndef WARMKEXEC_COMMAND_COMMAND_UNLOAD_H
#define WARMKEXEC_COMMAND_COMMAND_UNLOAD_H

struct invocation;
struct outcome;

void command_unload(const struct invocation *invocation, struct outcome *ret);

#endif
