/* SPDX-License-Identifier: GPL-2.0-only */
/* Makes the purgatory's segment: its code, and the handoff with the memory to verify and to move, and the kernel's entry. */
#ifndef WARMKEXEC_PARTS_HANDOFF_WRITE_H
#define WARMKEXEC_PARTS_HANDOFF_WRITE_H

#include <stddef.h>
#include <stdint.h>

#include "common/handoff.h"
#include "common/sha256.h"
#include "kexec/base/blob.h"

struct diag;

/* Memory that the purgatory verifies, and moves if it is staged elsewhere. Before the jump to the kernel it is at start. */
struct handoff_part {
	const char *name; /* for the report: 1 to 15 printable characters */
	uint64_t start;	  /* physical, 8-byte aligned */
	uint64_t staged;  /* physical; the place before the move, equal to start if there is none; 8-byte aligned */
	struct view bytes;
};

struct handoff_values {
	struct view purgatory; /* arch->purgatory() */
	uint64_t segment;      /* physical address of the segment, 4 KiB-aligned */
	uint64_t kernel_entry; /* physical */
	uint64_t argument[HANDOFF_ARGUMENTS];
	uint32_t arguments_received; /* as in struct handoff_emergency */
	uint32_t flags;		     /* as in struct handoff_emergency; with HANDOFF_SKIP_CHECKS the parts have no digests */
	struct handoff_reset reset[HANDOFF_RESETS_MAX];
	enum handoff_on_mismatch on_mismatch;
	struct handoff_console console;
	struct handoff_ramoops ramoops;
	struct view tables;		  /* for segment + PURGATORY_TABLES, whole pages of 4 KiB; may be empty */
	sha256_backend *sha256;		  /* makes the digests; NULL: portable C */
	const struct handoff_part *parts; /* all but the purgatory, in the order of moves_order() */
	size_t part_count;		  /* at most HANDOFF_REGIONS_MAX */
};

/*
 * Returns an upper bound of the segment in bytes, from the sizes of the parts. tables_size: an upper bound of the tables in
 * bytes. Returns SIZE_MAX if the bound exceeds PURGATORY_WRITTEN_MAX.
 */
size_t handoff_segment_bound(const uint64_t *part_size, size_t count, size_t tables_size);

/*
 * Makes the first handoff.written bytes of the segment. Takes the time of a SHA-256 over all parts. The caller releases *ret.
 *
 * Returns 0, or -errno with the reason:
 *   -ENOEXEC  this build has no purgatory for the architecture
 *   -EFBIG    the purgatory does not fit below its handoff, or the parts have too many chunks
 *   -E2BIG    too many parts
 *   -EINVAL   a part has an impossible name, start or end; the segment or the tables are misaligned; a reset step is invalid
 *   -ENOMEM
 */
int handoff_build(const struct handoff_values *values, struct blob *ret, struct diag *diag);

#endif
