/* SPDX-License-Identifier: GPL-2.0-only */
/* The running kernel as the taker and starter of loads: kexec_load(2), reboot(2), shutdown(8). */
#ifndef WARMKEXEC_HOST_KERNEL_LOAD_H
#define WARMKEXEC_HOST_KERNEL_LOAD_H

#include <stdbool.h>

struct diag;
struct host;
struct sink;

/* For a sink; outlives it. */
struct host_kernel {
	const struct host *host;
	bool debug; /* ask the kernel to print what it does, if it can */
};

/* Makes a sink that hands plans to the running kernel. Its failures say what the kernel's errno means here. */
void host_kernel_sink(struct host_kernel *kernel, struct sink *ret);

/* Is a kernel (crash: the crash kernel) loaded? Returns 0, or -errno with the reason. */
int host_is_loaded(const struct host *host, bool crash, bool *ret, struct diag *diag);

/* Unloads the kernel (crash: the crash kernel). Returns 0, or -errno with the reason. */
int host_kexec_unload(const struct host *host, bool crash, struct diag *diag);

/* Starts the loaded kernel. Returns only on failure: -errno with the reason. */
int host_kexec_exec(bool sync_first, bool ifdown, struct diag *diag);

/* Becomes shutdown(8) -r now. Returns only on failure: -errno with the reason. */
int host_shutdown(struct diag *diag);

/* Writes the message to /dev/kmsg, if that is possible: the last resort if nobody sees stderr. */
void host_kernel_log(const char *message);

#endif
