/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The marker of a rehearsal: a small archive behind the initrd, and the words of the command line that start its program. If the
 * program runs, the kernel has unpacked the initrd to its end. It reports, and then starts the initrd's own init.
 */
#ifndef WARMKEXEC_REHEARSE_MARKER_H
#define WARMKEXEC_REHEARSE_MARKER_H

#include <stddef.h>

#include "kexec/base/blob.h"

/* A line of the program begins so; arch/NAME/rehearsal/init.c writes it. */
#define MARKER_LINE "kexec-rehearsal: "

/* Its archive: a folder with the program, the log's device, and a link to the initrd's own init. */
#define MARKER_FOLDER ".kexec-rehearsal"

struct diag;

/*
 * Makes the archive. program: an ELF file; next: the path of the initrd's own init. The caller releases *ret.
 * Returns 0, or -ENOMEM with the reason.
 */
int marker_archive(struct view program, const char *next, struct blob *ret, struct diag *diag);

/*
 * The path of the init that the kernel would start in the initrd: that of the last rdinit= for the kernel, or "/init". From
 * malloc; NULL: there is no memory.
 */
char *marker_next(const char *cmdline);

/*
 * Adds the rehearsal's words to a command line, before a "--": console is the architecture's words; all of the kernel's log is
 * shown, and the marker's program is started. *ret is from malloc.
 * Returns 0, or -errno with the reason:
 *   -E2BIG  it is longer than max bytes
 *   -ENOMEM
 */
int marker_cmdline(const char *cmdline, size_t kernel_length, const char *console, size_t max, char **ret, struct diag *diag);

#endif
