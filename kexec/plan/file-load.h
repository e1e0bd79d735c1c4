/* SPDX-License-Identifier: GPL-2.0-only */
/* A load by kexec_file_load(2): files, and no places. The running kernel makes the plan, and tells nobody. A pure value. */
#ifndef WARMKEXEC_PLAN_FILE_LOAD_H
#define WARMKEXEC_PLAN_FILE_LOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "kexec/base/blob.h"

/* A file as the running kernel reads it. */
struct file_source {
	struct view bytes; /* empty: there is none */
	int fd;		   /* an open file that holds exactly these bytes; -1: they are handed over as a file in memory */
	char from[100];	   /* its origin, for people: a path, or the pieces that it was made of */
};

struct file_load {
	bool crash;
	bool no_cma; /* KEXEC_FILE_NO_CMA */
	struct file_source kernel, initrd;
	const char *cmdline;	/* not owned */
	uint64_t memory;	/* bytes that kernel, initrd and the running kernel's own parts need at least */
	uint64_t initrd_unpacked; /* bytes in memory; 0: not known */
};

#endif
