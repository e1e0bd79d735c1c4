/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a normal load goes to the memory that the running kernel keeps for it. */
#ifndef WARMKEXEC_PLAN_RESERVED_H
#define WARMKEXEC_PLAN_RESERVED_H

enum reserved {
	RESERVED_PREFER, /* if there is any, and enough of it */
	RESERVED_REQUIRE,
	RESERVED_NEVER,
};

#endif
