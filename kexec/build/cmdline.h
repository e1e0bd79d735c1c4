/* SPDX-License-Identifier: GPL-2.0-only */
/* The next kernel's command line. */
#ifndef WARMKEXEC_BUILD_CMDLINE_H
#define WARMKEXEC_BUILD_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "kexec/diag.h"

/*
 * reuse: begin with running, the running kernel's own command line (NULL for none), but without the words that are not for
 * another kernel: BOOT_IMAGE=…, and, for a crash load, every word that starts with "crashkernel". append (NULL for none)
 * follows after a space. Words are split as the kernel splits them (lib/cmdline.c, next_arg()): at white space outside double
 * quotes; a quote before a word's name is not part of the name. What stays keeps its quotes; the white space between words
 * becomes one space.
 * max: longest command line the next kernel takes, without the NUL.
 * *ret: from malloc, may be "". Returns 0, or -errno with the reason: -E2BIG longer than max; -EINVAL an unclosed quote in
 * running, which would swallow append; -ENOMEM.
 */
int cmdline_build(const char *running, bool reuse, bool crash, const char *append, size_t max, char **ret, struct diag *diag);

#endif
