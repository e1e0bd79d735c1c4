/* SPDX-License-Identifier: GPL-2.0-only */
/* The next kernel's command line. */
#ifndef WARMKEXEC_PARTS_CMDLINE_H
#define WARMKEXEC_PARTS_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "kexec/base/blob.h"

struct diag;
struct ranges;

/* What a command line is made of, beside the user's options. */
struct cmdline_sources {
	const char *running; /* the running kernel's own; NULL: none */
	struct view brought; /* text of the kernel file; empty: none */
	size_t max;	     /* longest text that the user may give, without the NUL */
};

/*
 * reuse: begin with running, the running kernel's own command line (NULL for none), but without the words that are not for
 * another kernel: BOOT_IMAGE=…, and, for a crash load, every word that starts with "crashkernel" or "kexeckernel". append (NULL
 * for none) follows after a space. Words are split as the kernel splits them (lib/cmdline.c, next_arg()): at white space
 * outside double quotes; a quote before a word's name is not part of the name. What stays keeps its quotes; the white space
 * between words becomes one space. max: longest command line the next kernel takes, without the NUL. *ret: from malloc, may be
 * "". Returns 0, or -errno with the reason: -E2BIG longer than max; -EINVAL an unclosed quote in running, which would swallow
 * append; -ENOMEM.
 */
int cmdline_build(const char *running, bool reuse, bool crash, const char *append, size_t max, char **ret, struct diag *diag);

/*
 * The memory that a kernel with this command line (NULL for none) reserves at an address it is told: crashkernel=SIZE@OFFSET,
 * crashkernel=START-END:SIZE,...@OFFSET, of which the largest size counts as the kernel's choice is not known here, and
 * kexeckernel=SIZE@OFFSET (Linux, Documentation/admin-guide/kernel-parameters.txt; lib/cmdline.c, memparse(), for numbers).
 * Every such word counts, though the kernel obeys the last one. What is malformed reserves nothing: that is the next kernel's
 * business. *ret is merged. Returns 0 or -ENOMEM.
 */
int cmdline_fixed_ranges(const char *cmdline, struct ranges *ret);

#endif
