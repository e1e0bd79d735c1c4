/* SPDX-License-Identifier: GPL-2.0-only */
/* A file as the source of a core. It is read by pread(2) alone, as /proc/vmcore of old kernels cannot be mapped. */
#ifndef WARMKEXEC_VMCORE_DMESG_CORE_FILE_H
#define WARMKEXEC_VMCORE_DMESG_CORE_FILE_H

#include "vmcore-dmesg/core-source.h"

struct core_file {
	struct core_source source;
	int fd;
};

/*
 * Opens the file at path. The caller closes *ret with core_file_close(); &ret->source is the source.
 * Returns 0, or -errno with the reason (which does not name the file); *ret is untouched on failure.
 */
int core_file_open(const char *path, struct core_file *ret, struct diag *diag);

/* For CLEANUP(); fd -1 is no file. */
void core_file_close(struct core_file *file);

#endif
