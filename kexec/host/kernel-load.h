/* SPDX-License-Identifier: GPL-2.0-only */
/* The calls that load and start a kernel: kexec_load(2), kexec_file_load(2), reboot(2), shutdown(8). */
#ifndef WARMKEXEC_HOST_KERNEL_LOAD_H
#define WARMKEXEC_HOST_KERNEL_LOAD_H

#include <stdbool.h>
#include <stdio.h>

struct diag;
struct host;

/* Finds whether a kernel (crash: the crash kernel) is loaded. Returns 0, or -errno with the reason. */
int host_is_loaded(const struct host *host, bool crash, bool *ret, struct diag *diag);

/*
 * Unloads the kernel (crash: the crash kernel) with kexec_file_load(2) or kexec_load(2); it may have been loaded with
 * the other.
 * Returns 0, or -errno with the reason.
 */
int host_kexec_unload(const struct host *host, bool by_files, bool crash, struct diag *diag);

/* Writes what is in memory to the disks: before the network is down, which may carry the root file system. May take long. */
void host_sync(void);

/*
 * Starts the loaded kernel. told: where it is said that a network interface stays up, which is no reason not to start. Returns only on
 * failure: -errno with the reason.
 */
int host_kexec_exec(bool ifdown, FILE *told, struct diag *diag);

/* Becomes shutdown(8) -r now. Returns only on failure: -errno with the reason. */
int host_shutdown(struct diag *diag);

/* Writes the message to /dev/kmsg, if that is possible: the last resort if nobody sees stderr. */
void host_kernel_log(const char *message);

#endif
