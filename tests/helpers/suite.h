/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WARMKEXEC_TESTS_SUITE_H
#define WARMKEXEC_TESTS_SUITE_H

#include <check.h>

/* The rows of a table, as tcase_add_loop_test() wants them. */
#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* Runs a suite, as loud as CK_VERBOSITY says, and frees it. Returns what main() shall. */
int run_suite(Suite *suite);

#endif
