/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A normal kernel that was loaded into the crash region (--reuse-crash-region) and a capture kernel there exclude each other. A
 * kernel that loads in place sees to that; any other hangs when it is to start the one with the other loaded.
 */
#ifndef WARMKEXEC_HOST_CLASH_H
#define WARMKEXEC_HOST_CLASH_H

#include <stdbool.h>

#include "kexec/host/host.h"

struct diag;

/* Was the normal kernel that is loaded put into a crash region, as far as it is known? Returns 0, or -errno with the reason. */
int host_is_in_crash_region(const struct host *host, bool *ret, struct diag *diag);

/* Can the loaded kernel be started? Returns 0; -EBUSY with the reason: a capture kernel is loaded where it lies; or -errno. */
int host_check_clash(const struct host *host, struct diag *diag);

#endif
