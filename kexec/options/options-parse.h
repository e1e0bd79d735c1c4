/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes struct options of argv, in one pass. The order of options matters in two cases only: the last value of an option counts
 * (two files for one are an error), and --help and --version act at once.
 */
#ifndef WARMKEXEC_OPTIONS_OPTIONS_PARSE_H
#define WARMKEXEC_OPTIONS_OPTIONS_PARSE_H

struct diag;
struct options;

/*
 * Permutes argv as getopt_long(3) does; *ret points into it. Returns 0, or
 *   -EINVAL with the reason: an option that is unknown, or known but not supported by this version; a value that is missing or
 *           malformed; options that contradict each other.
 */
int options_parse(int argc, char **argv, struct options *ret, struct diag *diag);

#endif
