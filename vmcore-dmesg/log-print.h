/* SPDX-License-Identifier: GPL-2.0-only */
/* The log of the crashed kernel, as dmesg(1) of it would have shown it. */
#ifndef WARMKEXEC_VMCORE_DMESG_LOG_PRINT_H
#define WARMKEXEC_VMCORE_DMESG_LOG_PRINT_H

#include <stdio.h>

struct core;
struct diag;

/*
 * Prints the log in *core to out: a line "[sssss.uuuuuu] text" for each record, oldest first. What can be read of a damaged
 * core is printed nevertheless. The caller looks for errors of out itself.
 *
 * Returns 0 if all of the log was printed, or -errno with the reason; see log-formats.h.
 */
int log_print(const struct core *core, FILE *out, struct diag *diag);

#endif
