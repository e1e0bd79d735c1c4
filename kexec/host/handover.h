/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kexec handover (Linux 6.16, Documentation/admin-guide/mm/kho.rst): a kernel gives the next one data in memory. Only
 * kexec_file_load(2) builds what that takes; a kernel that was loaded with kexec_load(2) gets none and may lie anywhere, the
 * handover's scratch areas included.
 */
#ifndef WARMKEXEC_HOST_HANDOVER_H
#define WARMKEXEC_HOST_HANDOVER_H

#include <stdbool.h>

#include "kexec/host/host.h"

struct handover {
	bool on;	/* the running kernel hands data over, if it is asked to */
	char seen[64];	/* by what that is known */
	bool have_data; /* there is something to be handed over, or it cannot be seen whether there is */
	char data[200]; /* its names; "" when they cannot be seen */
};

void host_handover(const struct host *host, struct handover *ret);

#endif
