/* SPDX-License-Identifier: GPL-2.0-only */
/* The bytes of the purgatory's segment: the blob, and the handoff that tells it what to verify and where to go. */
#ifndef WARMKEXEC_BUILD_HANDOFF_H
#define WARMKEXEC_BUILD_HANDOFF_H

#include <stddef.h>
#include <stdint.h>

#include "common/handoff.h"
#include "kexec/blob.h"
#include "kexec/diag.h"

/* Memory that the purgatory verifies: these bytes will be at start. */
struct handoff_part {
	const char *name; /* for the report: 1 to 15 printable characters */
	uint64_t start;	  /* physical, 8-byte aligned */
	struct view bytes;
};

struct handoff_values {
	struct view purgatory; /* arch->purgatory() */
	uint64_t kernel_entry;
	uint64_t dtb;
	uint32_t flags; /* HANDOFF_SKIP_CHECKS: the parts are listed without digests */
	enum handoff_psci psci;
	enum handoff_on_mismatch on_mismatch;
	struct handoff_console console;
	const struct handoff_part *parts; /* all but the purgatory itself */
	size_t part_count;		  /* at most HANDOFF_REGIONS_MAX */
};

/*
 * A segment of PURGATORY_SIZE bytes; takes the time of a SHA-256 over all parts. Returns 0; -ENOEXEC when this build has no
 * purgatory, -EFBIG when it does not fit below the handoff, -E2BIG for too many parts, -EINVAL for a part with a name,
 * start or end that cannot be, -ENOMEM.
 */
int handoff_build(const struct handoff_values *values, struct blob *ret, struct diag *diag);

#endif
