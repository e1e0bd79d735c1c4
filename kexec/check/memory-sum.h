/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory that a capture kernel needs, as a sum. docs/crash-memory.md has the reasons and the measured figures. */
#ifndef WARMKEXEC_CHECK_MEMORY_SUM_H
#define WARMKEXEC_CHECK_MEMORY_SUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sizes are bytes. */
struct memory_request {
	uint64_t page_size; /* of the capture kernel */
	uint64_t kernel;    /* from its start, BSS included */
	uint64_t tree;	    /* the devicetree of the machine */
	uint64_t initrd;    /* as the file is; 0: there is none */
	uint64_t unpacked;  /* its files in whole pages of the capture kernel; 0: not known */
	const char *cmdline; /* of the capture kernel */
	uint64_t cpus;	     /* of the machine */
	bool needs_bounce;   /* some of its memory is beyond the reach of its devices */
};

#define MEMORY_LINES 10

struct memory_line {
	const char *what;
	uint64_t bytes;
};

struct memory_sum {
	struct memory_line line[MEMORY_LINES];
	size_t count;
	uint64_t needed;   /* the sum of the lines */
	uint64_t smallest; /* needed, rounded up to what crashkernel= takes: whole MiB; 0: there is no sum */
};

void memory_sum(const struct memory_request *request, struct memory_sum *ret);

#endif
