/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The purgatory's report, left in memory where the ramoops driver of the kernel after a reset finds it: one zone of a region
 * without ECC. Formats: Linux, fs/pstore/ram_core.c, struct persistent_ram_buffer, and fs/pstore/ram.c,
 * ramoops_read_kmsg_hdr().
 *
 * A zone is a header of three 32-bit words (signature, where the next byte goes, how many bytes are valid) and a buffer.
 * After every call the zone is whole: whenever the machine stops, the next kernel finds a valid record.
 */
#ifndef WARMKEXEC_PURGATORY_RAMOOPS_H
#define WARMKEXEC_PURGATORY_RAMOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/handoff.h"

/*
 * Writes back and invalidates all cache lines of [address, address + size) to the point of coherency and waits for it. The dead
 * kernel may have had the zone mapped cacheable, the next one may map it non-cacheable, and a reset flushes no cache.
 */
typedef void ramoops_flush(uint64_t address, uint64_t size);

struct ramoops {
	struct handoff_ramoops zone; /* size 0: everything is dropped */
	ramoops_flush *flush;
	bool begun;
	uint32_t start; /* offset in the buffer of the next byte, once begun */
	uint32_t valid; /* bytes in the buffer */
};

/* A zone that cannot be used (none, too small, misaligned, of a kind from another time) makes a writer that drops all. */
void ramoops_init(struct ramoops *ramoops, const struct handoff_ramoops *zone, ramoops_flush *flush);

/*
 * Adds text to the report. To a console zone behind the log that is there, over its oldest bytes when it is full; to a dump
 * zone from its beginning, in place of the record that was there, until it is full.
 */
void ramoops_text(struct ramoops *ramoops, const char *text, size_t size);

#endif
