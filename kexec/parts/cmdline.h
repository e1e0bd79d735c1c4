/* SPDX-License-Identifier: GPL-2.0-only */
/* The next kernel's command line. */
#ifndef WARMKEXEC_PARTS_CMDLINE_H
#define WARMKEXEC_PARTS_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "kexec/base/blob.h"

struct diag;
struct ranges;

/* The texts that a command line is made of, beside the user's options. */
struct cmdline_sources {
	const char *running; /* the running kernel's own; NULL: none */
	struct view brought; /* text of the kernel file; empty: none */
	size_t max;	     /* longest text that the user may give, without the NUL */
};

/*
 * Builds the next kernel's command line.
 *   running  the running kernel's command line; NULL: none
 *   reuse    begin with running, without the words that are not for another kernel: BOOT_IMAGE=…, and for a crash load every
 *            word that starts with "crashkernel" or "kexeckernel"
 *   crash    for a crash load
 *   append   follows after a space; NULL: nothing. If running has a "--", behind which stand the words for init, what append
 *            has for the kernel goes before it, and what append has behind a "--" of its own goes to the end
 *   max      bytes of the longest command line that the next kernel accepts, without the NUL
 *   ret      from malloc, owned by the caller; may be ""; untouched on failure
 *
 * Words are split as in the kernel (lib/cmdline.c, next_arg()): at white space outside double quotes. A quote before a word's
 * name is not part of the name. A word that stays keeps its quotes. White space between words becomes one space.
 *
 * Returns 0, or -errno with the reason:
 *   -E2BIG   the command line is longer than max
 *   -EINVAL  a quote in running or append is not closed, so what follows would become part of the last word
 *   -ENOMEM
 */
int cmdline_build(const char *running, bool reuse, bool crash, const char *append, size_t max, char **ret, struct diag *diag);

/* The bytes of a command line from its start to the end of the last word for the kernel: before a "--", or all of it. */
size_t cmdline_kernel_length(const char *cmdline);

/*
 * Finds the memory that a kernel reserves at an address which its command line gives.
 *   cmdline  NULL: none
 *   ret      merged; the caller owns it: ranges_release(); untouched on failure
 *
 * These words count:
 *   crashkernel=SIZE@OFFSET
 *   crashkernel=START-END:SIZE,...@OFFSET  with the largest SIZE, because the kernel's choice is not known here
 *   kexeckernel=SIZE@OFFSET
 * Every such word counts, also behind a "--": the kernel obeys only the last one, but looks for it in the whole line. A
 * malformed word reserves nothing here; the next kernel decides about it. Sources: Linux,
 * Documentation/admin-guide/kernel-parameters.txt; for numbers lib/cmdline.c, memparse().
 *
 * Returns 0 or -ENOMEM.
 */
int cmdline_fixed_ranges(const char *cmdline, struct ranges *ret);

#endif
