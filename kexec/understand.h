/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine's bytes, and their meaning. */
#ifndef WARMKEXEC_UNDERSTAND_H
#define WARMKEXEC_UNDERSTAND_H

struct diag;
struct host;
struct machine;
struct machine_request;
struct snapshot;

/*
 * Collects a snapshot of the host and makes the machine of it; collects more as long as the meaning needs more bytes. Both are the
 * caller's to release; the machine does not look into the snapshot.
 *
 * Returns 0, or -errno with the reason: as host_collect() and machine_from().
 */
int understand_machine(const struct host *host, const struct machine_request *request, struct snapshot *ret_snapshot,
		       struct machine *ret, struct diag *diag);

#endif
