/* SPDX-License-Identifier: GPL-2.0-only */
/* Watches the virtual machine of a rehearsal. */
#ifndef WARMKEXEC_COMMAND_REHEARSE_WATCH_H
#define WARMKEXEC_COMMAND_REHEARSE_WATCH_H

#include <stdint.h>
#include <stdio.h>

struct diag;
struct host_qemu;
struct rehearsal;

/* Waits until the machine is complete. Returns 0, or -EIO with the reason: it ended instead, or takes too long. */
int rehearse_await(struct host_qemu *qemu, struct diag *diag);

/*
 * Watches the machine, which runs since now, until there is nothing more to see; at most limit milliseconds, and no longer than
 * settle milliseconds after init was reached. Fills the end, the time and the marks. trace: gets the console, or NULL.
 */
void rehearse_watch(struct host_qemu *qemu, uint64_t limit, uint64_t settle, FILE *trace, struct rehearsal *ret);

#endif
