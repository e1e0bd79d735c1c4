/* SPDX-License-Identifier: GPL-2.0-only */
/* kexec_file_load(2), as it is. Linux, include/uapi/linux/kexec.h and kernel/kexec_file.c. */
#ifndef WARMKEXEC_HOST_KERNEL_FILES_H
#define WARMKEXEC_HOST_KERNEL_FILES_H

#include <stdbool.h>

struct diag;
struct file_load;

/* The files of a load, as the call takes them. */
struct kernel_files {
	int kernel, initrd; /* initrd: -1 if there is none */
	bool owns_kernel, owns_initrd;
};

/*
 * Opens the files: those that exist as they are, the others as sealed files in memory. The caller closes *ret.
 * Returns 0, or -errno with the reason: there is no memory, or no file in memory is permitted.
 */
int host_open_kernel_files(const struct file_load *load, struct kernel_files *ret, struct diag *diag);

/* For CLEANUP(). */
void host_close_kernel_files(struct kernel_files *files);

/* Makes the call. debug: the kernel prints its steps, if it can. Returns 0, or errno > 0. */
int host_kexec_file_load(const struct file_load *load, const struct kernel_files *files, bool debug);

/* Unloads with this call. Returns 0, or errno > 0. */
int host_kexec_file_unload(bool crash);

#endif
