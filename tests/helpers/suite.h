/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WARMKEXEC_TESTS_SUITE_H
#define WARMKEXEC_TESTS_SUITE_H

#include <check.h>

/* Runs a suite, as loud as CK_VERBOSITY says, and frees it. Returns what main() shall. */
int run_suite(Suite *suite);

#endif
