/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads the kernel's log, /dev/kmsg. host_kernel_log() of kernel-load.h writes to it. */
#ifndef WARMKEXEC_HOST_KERNEL_LOG_H
#define WARMKEXEC_HOST_KERNEL_LOG_H

struct kernel_lines;

/* Opens the log behind its last record. Returns a descriptor for the caller to close, or -1 if the log cannot be read. */
int host_kernel_log_open(void);

/*
 * Adds the lines that concern a load, of the records that were logged since the descriptor was opened. Does not wait. log: -1
 * adds nothing.
 */
void host_kernel_log_read(int log, struct kernel_lines *lines);

#endif
