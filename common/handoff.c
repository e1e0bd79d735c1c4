/* SPDX-License-Identifier: GPL-2.0-only */
#include "common/handoff.h"

#include "common/bytes.h"

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

uint32_t handoff_code_check(const uint8_t *segment)
{
	uint64_t sum = 0;

	for (size_t at = PURGATORY_CHECKED; at < HANDOFF_OFFSET; at += sizeof(sum))
		sum = load_le64(segment + at) ^ (sum << 1 | sum >> 63);
	return (uint32_t)(sum ^ sum >> 32);
}
