/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/kexec-sysfs.h"

#include <errno.h>

#include "kexec/host/host.h"

static const struct {
	const char *path, *old;
} files[KEXEC_SYSFS_COUNT] = {
	[KEXEC_SYSFS_LOADED] = { "/sys/kernel/kexec/loaded", "/sys/kernel/kexec_loaded" },
	[KEXEC_SYSFS_CRASH_LOADED] = { "/sys/kernel/kexec/crash_loaded", "/sys/kernel/kexec_crash_loaded" },
	[KEXEC_SYSFS_COPY_SIZE] = { "/sys/kernel/kexec/copy_size", "/sys/kernel/kexec_copy_size" },
};

const char *host_kexec_sysfs_name(enum kexec_sysfs file)
{
	return files[file].old;
}

int host_kexec_number(const struct host *host, enum kexec_sysfs file, uint64_t *ret)
{
	int r = host_read_number(host, files[file].path, 10, ret);

	return r == -ENOENT ? host_read_number(host, files[file].old, 10, ret) : r;
}
