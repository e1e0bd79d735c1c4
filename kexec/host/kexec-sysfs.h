/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The running kernel's files about kexec. Linux 6.19 has moved them to /sys/kernel/kexec and keeps the old names as links,
 * which may go one day (Documentation/ABI/testing/sysfs-kernel-kexec-kdump): the new name is read, then the old one.
 */
#ifndef WARMKEXEC_HOST_KEXEC_SYSFS_H
#define WARMKEXEC_HOST_KEXEC_SYSFS_H

#include <stddef.h>
#include <stdint.h>

struct blob;
struct host;

enum kexec_sysfs {
	KEXEC_SYSFS_LOADED,	  /* 1 if a normal kernel is loaded */
	KEXEC_SYSFS_CRASH_LOADED, /* 1 if a crash kernel is loaded */
	KEXEC_SYSFS_COPY_SIZE,	  /* bytes that the start of the normal kernel copies; patched kernels */
	KEXEC_SYSFS_COUNT,
};

/* Reads a number. Returns 0, or -errno without a reason: -ENOENT if the running kernel has neither name. */
int host_kexec_number(const struct host *host, enum kexec_sysfs file, uint64_t *ret);

/* The name that programs and people know, for messages. */
const char *host_kexec_sysfs_name(enum kexec_sysfs file);

#endif
