/* SPDX-License-Identifier: GPL-2.0-only */
/* The system call of a command: the user's wishes and the machine's facts together. */
#ifndef WARMKEXEC_COMMAND_FIND_ROUTE_H
#define WARMKEXEC_COMMAND_FIND_ROUTE_H

struct diag;
struct invocation;
struct route;

/* Finds the call that loads. Returns 0, or -errno with the reason, as route_choose(). */
int find_route(const struct invocation *invocation, struct route *ret, struct diag *diag);

/* Finds the call that unloads. Returns 0, or -errno with the reason, as route_choose_unload(). */
int find_unload_route(const struct invocation *invocation, struct route *ret, struct diag *diag);

#endif
