/* SPDX-License-Identifier: GPL-2.0-only */
/* Does a normal load use the memory that is reserved for it? */
#ifndef WARMKEXEC_PLAN_RESERVED_H
#define WARMKEXEC_PLAN_RESERVED_H

enum reserved {
	RESERVED_PREFER, /* if there is enough */
	RESERVED_REQUIRE,
	RESERVED_NEVER,
};

#endif
