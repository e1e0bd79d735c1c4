/* SPDX-License-Identifier: GPL-2.0-only */
/* Is a load for the machine as it is now? */
#ifndef WARMKEXEC_COMMAND_STALE_H
#define WARMKEXEC_COMMAND_STALE_H

struct diag;
struct host;
struct loaded;
struct outcome;

/*
 * The machine was read before the lock was taken, and the files have been unpacked since. Meanwhile memory may have come or
 * gone, and another program may have loaded for it; this load would replace that by one for the memory of before. So it is
 * asked again, under the lock and before anything is given up. Returns 0; or -errno with the reason, -EAGAIN and
 * outcome->is_stale if the load must be made anew; that is a note if outcome->may_be_stale.
 */
int stale_check(const struct host *host, const struct loaded *loaded, struct outcome *outcome, struct diag *diag);

#endif
