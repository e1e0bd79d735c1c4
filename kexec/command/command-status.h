/* SPDX-License-Identifier: GPL-2.0-only */
/* -S, --status: tells what is loaded. --print-ckr-size: tells the size of the crash region. */
#ifndef WARMKEXEC_COMMAND_COMMAND_STATUS_H
#define WARMKEXEC_COMMAND_COMMAND_STATUS_H

struct invocation;
struct outcome;

void command_status(const struct invocation *invocation, struct outcome *ret);

/* Prints the size of the region that is loaded into, 0 if none is reserved. */
void command_print_ckr_size(const struct invocation *invocation, struct outcome *ret);

#endif
