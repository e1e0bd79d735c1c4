/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Leaves the report in memory for the ramoops driver of the kernel that runs after a reset: in one zone of a region without
 * ECC. Formats: Linux, fs/pstore/ram_core.c, struct persistent_ram_buffer, and fs/pstore/ram.c, ramoops_read_kmsg_hdr().
 *
 * A zone is a header of three 32-bit words (signature, offset of the next byte, number of valid bytes) and a buffer. The zone
 * is valid after every call: whenever the machine stops, the next kernel finds a valid record.
 */
#ifndef WARMKEXEC_PURGATORY_RAMOOPS_H
#define WARMKEXEC_PURGATORY_RAMOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/handoff.h"

/*
 * Writes back and invalidates all cache lines of [address, address + size) to the point of coherency, and waits until that is
 * complete. It is necessary because the old kernel may have mapped the zone cacheable, the next one may map it non-cacheable,
 * and a reset flushes no cache.
 */
typedef void ramoops_flush(uint64_t address, uint64_t size);

struct ramoops {
	struct handoff_ramoops zone; /* size 0: text is dropped */
	ramoops_flush *flush;
	bool begun;
	uint32_t start; /* if begun: offset in the buffer of the next byte */
	uint32_t valid; /* bytes in the buffer */
};

/* Prepares a writer. If the zone cannot be used (none, too small, misaligned, of an unknown kind) it drops all text. */
void ramoops_init(struct ramoops *ramoops, const struct handoff_ramoops *zone, ramoops_flush *flush);

/*
 * Adds text to the report. In a console zone it follows the existing log and overwrites the oldest bytes if the zone is full.
 * In a dump zone it replaces the existing record and ends if the zone is full.
 */
void ramoops_text(struct ramoops *ramoops, const char *text, size_t size);

#endif
