/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first kernel of --rehearse=crash: its memory, its command line, and its initramfs, in which kexec loads the capture kernel.
 * arch/NAME/rehearsal/ has the program that does so and then crashes that kernel.
 */
#ifndef WARMKEXEC_REHEARSE_FIRST_KERNEL_H
#define WARMKEXEC_REHEARSE_FIRST_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct diag;
struct memmap;

/* A word of the capture kernel's command line, whose digits the program fills in: the address of a page that the dump must have. */
#define FIRST_KERNEL_PAGE "kexec_rehearsal=0x0000000000000000"

struct first_kernel_files {
	struct view program; /* of the architecture: first-kernel and marker in one */
	struct view kexec;   /* a program that runs there without libraries */
	struct view kernel, initrd; /* of the capture kernel; the initrd has the marker */
	const char *cmdline;	    /* of the capture kernel, with FIRST_KERNEL_PAGE */
	bool skip_checks;	    /* -i */
};

/* Makes the initramfs. The caller releases *ret. Returns 0, or -errno with the reason: of archive_make(). */
int first_kernel_archive(const struct first_kernel_files *files, struct blob *ret, struct diag *diag);

/*
 * Makes the first kernel's command line: crash regions as large as those of the map, low and high ones; words is the architecture's,
 * for the console. *ret is from malloc. Returns 0, or -errno with the reason:
 *   -ENODATA the map has no crash region
 *   -ENOMEM
 */
int first_kernel_cmdline(const struct memmap *map, const char *words, char **ret, struct diag *diag);

/*
 * The bytes of RAM, in whole MiB: as much as the machine has, but no more than a host can be asked for; and at least as much as the
 * crash regions and an initramfs of this size take.
 */
uint64_t first_kernel_ram(const struct memmap *map, uint64_t archive);

/* All bytes of the map: the machine's RAM. */
uint64_t first_kernel_machine_ram(const struct memmap *map);

#endif
