/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kexec handover (Linux 6.16, Documentation/admin-guide/mm/kho.rst): a kernel gives the next one data in memory. Only
 * kexec_file_load(2) prepares it; a kernel that was loaded with kexec_load(2) gets none and may lie anywhere, even in the
 * handover's scratch areas.
 */
#ifndef WARMKEXEC_HOST_HANDOVER_H
#define WARMKEXEC_HOST_HANDOVER_H

#include <stdbool.h>

struct host;

struct handover {
	bool on;	/* the running kernel hands data over if it is asked to */
	char seen[64];	/* the evidence for that, or "" */
	bool have_data; /* there is data to hand over, or that cannot be seen */
	char data[200]; /* its names; "" if they cannot be seen */
};

/* Reads it; what cannot be read is taken for absent. */
void host_handover(const struct host *host, struct handover *ret);

#endif
