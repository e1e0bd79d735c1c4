/* SPDX-License-Identifier: GPL-2.0-only */
/* The bytes of the purgatory's segment: the blob, and the handoff that tells it what to verify and where to go. */
#ifndef WARMKEXEC_PARTS_HANDOFF_WRITE_H
#define WARMKEXEC_PARTS_HANDOFF_WRITE_H

#include <stddef.h>
#include <stdint.h>

#include "common/handoff.h"
#include "common/sha256.h"
#include "kexec/base/blob.h"

struct diag;

/* Memory that the purgatory verifies, and moves: at the jump these bytes will be at start. */
struct handoff_part {
	const char *name; /* for the report: 1 to 15 printable characters */
	uint64_t start;	  /* physical, 8-byte aligned */
	uint64_t staged;  /* where the purgatory finds them, as start; the same where nothing is to be moved */
	struct view bytes;
};

struct handoff_values {
	struct view purgatory; /* arch->purgatory() */
	uint64_t segment;      /* physical address of the segment, 4 KiB-aligned */
	uint64_t kernel_entry;
	uint64_t dtb;
	uint32_t flags; /* HANDOFF_SKIP_CHECKS: the parts are listed without digests */
	enum handoff_psci psci;
	enum handoff_on_mismatch on_mismatch;
	struct handoff_console console;
	struct handoff_ramoops ramoops;
	struct view tables;		  /* for segment + PURGATORY_TABLES, whole pages of 4 KiB; empty: the MMU stays off */
	sha256_backend *sha256;		  /* to make digests with; NULL: portable C */
	const struct handoff_part *parts; /* all but the purgatory itself, in the order of moves_order() */
	size_t part_count;		  /* at most HANDOFF_REGIONS_MAX */
};

/*
 * How much memory the segment takes at most: sizes come before places, the tables after. tables_size is their bound in bytes.
 * SIZE_MAX where that is beyond PURGATORY_WRITTEN_MAX.
 */
size_t handoff_segment_bound(const uint64_t *part_size, size_t count, size_t tables_size);

/*
 * The bytes of the segment, handoff.written of them; takes the time of a SHA-256 over all parts.
 * Returns 0; -ENOEXEC when this build has no purgatory, -EFBIG when it does not fit below the handoff or the parts have too
 * many chunks, -E2BIG for too many parts, -EINVAL for a part with a name, start or end that cannot be, or for a misaligned
 * segment or tables, -ENOMEM.
 */
int handoff_build(const struct handoff_values *values, struct blob *ret, struct diag *diag);

#endif
