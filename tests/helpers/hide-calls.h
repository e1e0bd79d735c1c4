/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel that lacks system calls. */
#ifndef WARMKEXEC_TESTS_HIDE_CALLS_H
#define WARMKEXEC_TESTS_HIDE_CALLS_H

#include <stdbool.h>

/* From now on the calls one and other are answered with ENOSYS, in this process and in its children. False: that cannot be done. */
bool hide_calls(int one, int other);

#endif
