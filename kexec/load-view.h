/* SPDX-License-Identifier: GPL-2.0-only */
/* The values of a load that its users see. */
#ifndef WARMKEXEC_LOAD_VIEW_H
#define WARMKEXEC_LOAD_VIEW_H

#include <stddef.h>

struct blob;
struct machine;
struct notes;
struct plan;
struct user_file;

/* It points into the load, and the plan's bytes are complete after load_complete(). */
struct load_view {
	const struct user_file *kernel, *dtb; /* the bytes of one that was not given are empty */
	const struct user_file *initrd;	      /* those of --initrd, in order */
	size_t initrd_count;
	const struct blob *devicetree; /* the machine's own; may be empty */
	const struct machine *machine;
	const struct plan *plan;
	const char *cmdline;
	const char *format, *compression; /* of the kernel file; no compression: NULL */
	const struct notes *notes;		       /* for the user */
};

#endif
