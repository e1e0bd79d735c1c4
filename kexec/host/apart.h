/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Work in a process without rights: a child that has the memory of this process as it is at the fork, and whose only way out is
 * its answer. What a file's parser does wrong there ends the child, and nothing else.
 */
#ifndef WARMKEXEC_HOST_APART_H
#define WARMKEXEC_HOST_APART_H

#include <stdint.h>
#include <stdio.h>

struct diag;
struct wire;

struct apart {
	/*
	 * In the child. Writes the answer; nothing else of what it does reaches the parent. What is written is not changed afterwards: the
	 * parent may read it later. Its pages can be given back. trace: as below, or NULL.
	 */
	void (*work)(void *context, FILE *trace, struct wire *answer);

	/* In this process: reads the answer, and believes none of it. A fault of the wire makes the answer invalid. */
	void (*take)(void *context, struct wire *answer);

	void *context;
	FILE *trace;	      /* the output of -d, or NULL: what the child writes to its own, before its answer, goes there */
	unsigned int seconds; /* of the processor that the child may use */
	uint64_t memory;      /* bytes of address space that the child may take beside what this process has */
};

/*
 * Runs the work. host/lower.h says what the child may do.
 *
 * Returns 0, or -errno with the reason:
 *   -ENOMEM, -EAGAIN, -EMFILE, ...  no child can be made
 *   -ESTALE  a mapped file was cut short while it was read, or its disk has failed
 *   -EPROTO  the child has crashed, did what it may not do, used too much of the processor, or its answer is not valid
 */
int host_apart(const struct apart *apart, struct diag *diag);

#endif
