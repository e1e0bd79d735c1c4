/* SPDX-License-Identifier: GPL-2.0-only */
/* Collects a machine's files and makes struct machine of them. */
#ifndef WARMKEXEC_LOAD_UNDERSTAND_H
#define WARMKEXEC_LOAD_UNDERSTAND_H

struct diag;
struct host;
struct machine;
struct machine_request;
struct snapshot;

/*
 * Collects a snapshot of the host and makes the machine of it; collects more bytes as long as machine_from() needs them. The
 * caller releases both. The machine does not point into the snapshot.
 *
 * Returns 0, or -errno with the reason: as host_collect() and machine_from().
 */
int understand_machine(const struct host *host, const struct machine_request *request, struct snapshot *ret_snapshot,
		       struct machine *ret, struct diag *diag);

#endif
