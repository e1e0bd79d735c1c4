/* SPDX-License-Identifier: GPL-2.0-only */
/* The running kernel as the sink of a load. */
#ifndef WARMKEXEC_HOST_KERNEL_SINK_H
#define WARMKEXEC_HOST_KERNEL_SINK_H

#include <stdbool.h>

struct host;
struct sink;

/* The data of a sink. The caller owns it and keeps it as long as the sink. */
struct host_kernel {
	const struct host *host;
	bool by_files; /* loads and unloads with kexec_file_load(2), else with kexec_load(2) */
	bool debug;    /* ask the kernel to print its steps, if it can */
	int refused;   /* set by the sink: errno of a load that the kernel has refused, else 0 */
};

/* Makes a sink that hands loads to the running kernel. The hint of a failure explains the kernel's errno. */
void host_kernel_sink(struct host_kernel *kernel, struct sink *ret);

#endif
