/* SPDX-License-Identifier: GPL-2.0-only */
/* Combines the options of a command line, and checks that they do not contradict each other. */
#ifndef WARMKEXEC_OPTIONS_OPTIONS_CHECK_H
#define WARMKEXEC_OPTIONS_OPTIONS_CHECK_H

struct diag;
struct given;
struct options;

/*
 * Completes given->options. Returns 0, or
 *   -EINVAL with the reason: a contradiction, or something that this version does not support.
 */
int options_check(const struct given *given, struct options *ret, struct diag *diag);

#endif
