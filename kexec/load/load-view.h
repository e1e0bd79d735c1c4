/* SPDX-License-Identifier: GPL-2.0-only */
/* The values of a load that its users see. */
#ifndef WARMKEXEC_LOAD_LOAD_VIEW_H
#define WARMKEXEC_LOAD_LOAD_VIEW_H

#include <stdbool.h>
#include <stddef.h>

struct blob;
struct console_choice;
struct file_load;
struct image;
struct initrd_contents;
struct machine;
struct notes;
struct plan;
struct route;
struct user_file;

/* Points into the load. The plan's bytes are complete after load_complete(). */
struct load_view {
	const struct user_file *kernel, *dtb; /* a file that was not given has no bytes */
	const struct user_file *initrd;	      /* those of --initrd, in order */
	size_t initrd_count;
	const struct blob *devicetree; /* the machine's own; may be empty */
	const struct machine *machine;
	bool crash;
	const struct route *route;
	const struct plan *plan;       /* of a load by kexec_load(2), else NULL */
	const struct console_choice *console; /* for the purgatory's report; of a load by kexec_load(2), else NULL */
	const struct file_load *files; /* of a load by kexec_file_load(2), else NULL */
	const char *cmdline;
	const struct image *image;
	size_t initrd_size; /* bytes of all initrds together */
	const struct initrd_contents *contents; /* of all initrds; NULL: not known */
	const char *format, *compression; /* of the kernel file; no compression: NULL */
	const struct notes *notes;		       /* for the user */
};

#endif
