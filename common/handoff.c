/* SPDX-License-Identifier: GPL-2.0-only */
#include "common/handoff.h"

/* Parameters of FNV-1a (draft-eastlake-fnv, 64 bits) */
#define FNV_START 0xcbf29ce484222325
#define FNV_PRIME 0x100000001b3

uint64_t handoff_emergency_check(const void *emergency)
{
	const uint8_t *byte = emergency;
	uint64_t check = FNV_START;

	for (size_t i = 0; i < offsetof(struct handoff_emergency, check); i++)
		check = (check ^ byte[i]) * FNV_PRIME;
	return check;
}
