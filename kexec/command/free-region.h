/* SPDX-License-Identifier: GPL-2.0-only */
/* The crash region, before a crash load. */
#ifndef WARMKEXEC_COMMAND_FREE_REGION_H
#define WARMKEXEC_COMMAND_FREE_REGION_H

#include <stdbool.h>

struct diag;
struct host;
struct outcome;

/*
 * Unloads a normal kernel that is known to lie in the crash region, with a note: the two exclude each other. lock: of
 * host_lock_loads(), or -1. by_files: unload with kexec_file_load(2). Returns 0, or -errno of the running kernel's refusal with
 * the reason; outcome->refused is then that errno.
 */
int free_crash_region(const struct host *host, int lock, bool by_files, struct outcome *outcome, struct diag *diag);

#endif
