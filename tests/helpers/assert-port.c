/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/assert-port.h"

#include <check.h>

void assert_port(const struct handoff_console *console, const struct handoff_console *want)
{
	ck_assert_uint_eq(console->type, want->type);
	ck_assert_uint_eq(console->base, want->base);
	ck_assert_uint_eq(console->reg_shift, want->reg_shift);
	ck_assert_uint_eq(console->io_width, want->io_width);
}
