/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files about the running kernel that steps of a load read with host_read(). They are read before the steps, which run
 * where no file can be opened: a step that reads another file needs a row in load-gather.c.
 */
#ifndef WARMKEXEC_LOAD_RUNNING_FILES_H
#define WARMKEXEC_LOAD_RUNNING_FILES_H

#include <stdbool.h>
#include <stddef.h>

#define CONFIG_FILE "/proc/config.gz"
#define CONFIG_MAX ((size_t)4 << 20)
#define RELEASE_FILE "/proc/sys/kernel/osrelease"
#define RELEASE_MAX ((size_t)256)
#define MEMINFO_FILE "/proc/meminfo"
#define MEMINFO_MAX ((size_t)65536)
#define SCRATCH_MAX ((size_t)65536) /* of SCRATCH_STARTS and SCRATCH_SIZES */
#define CRYPT_KEYS_FILE "/sys/kernel/config/crash_dm_crypt_keys/count"
#define NUMBER_MAX ((size_t)256)

#define INSTALLED_CONFIGS 2
#define INSTALLED_PATH_SIZE (RELEASE_MAX + 64)

/*
 * The path of the configuration as distributions install it, i < INSTALLED_CONFIGS. release: the text of RELEASE_FILE. False:
 * there is none, as the release has no name.
 */
bool installed_config(const char *release, size_t i, char ret[INSTALLED_PATH_SIZE]);

#endif
