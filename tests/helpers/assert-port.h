/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WARMKEXEC_TESTS_ASSERT_PORT_H
#define WARMKEXEC_TESTS_ASSERT_PORT_H

#include "common/handoff.h"

/* The console is of the type, and its registers are where they are wanted. */
void assert_port(const struct handoff_console *console, const struct handoff_console *want);

#endif
