/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kexec handover (Linux 6.16, Documentation/admin-guide/mm/kho.rst): a kernel passes data in memory to the next one. Only
 * kexec_file_load(2) prepares it. A kernel that was loaded with kexec_load(2) gets no data and may lie anywhere, even in the
 * scratch areas of the handover.
 */
#ifndef WARMKEXEC_HOST_HANDOVER_H
#define WARMKEXEC_HOST_HANDOVER_H

#include <stdbool.h>

struct host;

struct handover {
	bool on;	/* the running kernel hands data over if it is asked to, or that cannot be known */
	int error;	/* why it cannot be known, -errno; 0: it is known */
	char seen[64];	/* the evidence; with an error the sign that cannot be looked for; "": off */
	bool have_data; /* there is data to hand over, or nobody can tell */
	char data[200]; /* its names; "" if they cannot be seen */
};

/* Reads the state of handover. What cannot be known counts as on: there may be data that is lost. */
void host_handover(const struct host *host, struct handover *ret);

#endif
