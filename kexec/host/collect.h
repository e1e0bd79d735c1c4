/* SPDX-License-Identifier: GPL-2.0-only */
/* Collects the files that a load reads of the machine. It understands none of them. */
#ifndef WARMKEXEC_HOST_COLLECT_H
#define WARMKEXEC_HOST_COLLECT_H

#include <stddef.h>

struct diag;
struct host;
struct machine_request;
struct memmap;
struct snapshot;
struct snapshot_need;
struct snapshot_row;

/*
 * Reads the files of machine_rows() and of the architecture's rows. A file that is absent, or cannot be read, is an entry that
 * says so and no failure here.
 *
 * Returns 0, or -errno with the reason:
 *   -ENOTSUP  the architecture is not supported
 *   -ENOMEM
 */
int host_collect(const struct host *host, const struct machine_request *request, struct snapshot *ret, struct diag *diag);

/* Reads the files of rows that stand for one file each. As host_collect(); fails with -ENOMEM only. */
int host_collect_files(const struct host *host, const struct snapshot_row *row, struct snapshot *ret, struct diag *diag);

/* Reads one more file. As host_collect(); fails with -ENOMEM only. */
int host_collect_file(const struct host *host, const char *path, size_t limit, struct snapshot *snapshot, struct diag *diag);

/* Reads what a round of machine_from() needs. Returns 0, or -ENOMEM with the reason. */
int host_collect_more(const struct host *host, const struct snapshot_need *need, struct snapshot *snapshot, struct diag *diag);

/* The memory map alone. Returns 0, or -errno with the reason: as iomem_parse(), or /proc/iomem cannot be read. */
int host_read_map(const struct host *host, struct memmap *ret, struct diag *diag);

#endif
