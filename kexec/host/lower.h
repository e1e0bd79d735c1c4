/* SPDX-License-Identifier: GPL-2.0-only */
/* Gives the rights of this process up, for good. For a child that parses what it has in memory already. */
#ifndef WARMKEXEC_HOST_LOWER_H
#define WARMKEXEC_HOST_LOWER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct lowered {
	int answer;	      /* the file that may be written to */
	unsigned int seconds; /* of the processor; then SIGXCPU */
	uint64_t memory;      /* bytes of address space beside what the process has; more is ENOMEM */
};

/*
 * Afterwards the process has no capabilities, is the user 65534 if it was root, gets no new privileges, opens no files, makes
 * no processes, dumps no core, has a stderr that leads nowhere and ends with its parent. A filter of system calls lets it write its
 * answer, allocate, ask for random numbers, for the kernel's version and for attributes of files that are open, and exit. A call that
 * looks for a file is refused with EACCES, one that is newer than Linux 5.0 with ENOSYS; any other kills the process (SIGSYS).
 *
 * A kernel that lacks the filter or Landlock is no failure: the trace says so, if it is not NULL. Sanitizers and the measuring
 * of coverage need files and calls of their own, so that a program that is built with them gives up nothing but processor time.
 */
void host_lower(const struct lowered *lowered, FILE *trace);

/* True if the program is built with sanitizers or measures its coverage. */
bool host_is_instrumented(void);

/* Writes what was measured of the coverage. */
void host_write_coverage(void);

#endif
