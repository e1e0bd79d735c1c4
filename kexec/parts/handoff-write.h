/* SPDX-License-Identifier: GPL-2.0-only */
/* The bytes of the purgatory's segment: the blob, and the handoff that tells it what to verify, move and enter. */
#ifndef WARMKEXEC_PARTS_HANDOFF_WRITE_H
#define WARMKEXEC_PARTS_HANDOFF_WRITE_H

#include <stddef.h>
#include <stdint.h>

#include "common/handoff.h"
#include "common/sha256.h"
#include "kexec/base/blob.h"

struct diag;

/* Memory that the purgatory verifies, and moves if it is staged elsewhere. At the jump these bytes are at start. */
struct handoff_part {
	const char *name; /* for the report: 1 to 15 printable characters */
	uint64_t start;	  /* physical, 8-byte aligned */
	uint64_t staged;  /* where the purgatory finds them; equal to start if they are not moved; 8-byte aligned */
	struct view bytes;
};

struct handoff_values {
	struct view purgatory; /* arch->purgatory() */
	uint64_t segment;      /* physical address of the segment, 4 KiB-aligned */
	uint64_t kernel_entry; /* physical */
	uint64_t argument[HANDOFF_ARGUMENTS];
	uint32_t arguments_received; /* as in struct handoff */
	uint32_t flags;		     /* with HANDOFF_SKIP_CHECKS the parts have no digests */
	struct handoff_reset reset[HANDOFF_RESETS_MAX];
	enum handoff_on_mismatch on_mismatch;
	struct handoff_console console;
	struct handoff_ramoops ramoops;
	struct view tables;		  /* for segment + PURGATORY_TABLES, whole pages of 4 KiB; may be empty */
	sha256_backend *sha256;		  /* makes the digests; NULL: portable C */
	const struct handoff_part *parts; /* without the purgatory itself, in the order of moves_order() */
	size_t part_count;		  /* at most HANDOFF_REGIONS_MAX */
};

/*
 * Returns the most bytes that the segment of parts of these sizes takes; sizes come before places. tables_size: a bound of the
 * tables in bytes. Returns SIZE_MAX if that is more than PURGATORY_WRITTEN_MAX.
 */
size_t handoff_segment_bound(const uint64_t *part_size, size_t count, size_t tables_size);

/*
 * Makes the bytes of the segment, handoff.written of them. Takes the time of a SHA-256 over all parts. The caller releases
 * *ret.
 *
 * Returns 0, or with the reason:
 *   -ENOEXEC  this build has no purgatory for the architecture
 *   -EFBIG    the purgatory does not fit below its handoff, or the parts have too many chunks
 *   -E2BIG    too many parts
 *   -EINVAL   a part has an impossible name, start or end; the segment or the tables are misaligned; a reset step is invalid
 *   -ENOMEM   out of memory
 */
int handoff_build(const struct handoff_values *values, struct blob *ret, struct diag *diag);

#endif
