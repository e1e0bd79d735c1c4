/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory map for commands that need nothing else of the machine. */
#ifndef WARMKEXEC_COMMAND_KNOWN_MEMORY_H
#define WARMKEXEC_COMMAND_KNOWN_MEMORY_H

struct diag;
struct host;
struct memmap;

/* Reads the machine's memory map. Returns 0, or -errno with the reason. */
int known_memory(const struct host *host, struct memmap *ret, struct diag *diag);

#endif
