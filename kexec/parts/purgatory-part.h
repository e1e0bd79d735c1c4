/* SPDX-License-Identifier: GPL-2.0-only */
/* The purgatory's part of a plan: an upper bound of its size, and its bytes for the places of the plan. */
#ifndef WARMKEXEC_PARTS_PURGATORY_PART_H
#define WARMKEXEC_PARTS_PURGATORY_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/handoff.h"
#include "common/sha256.h"

struct arch;
struct blob;
struct diag;
struct machine;
struct plan;

struct purgatory_request {
	const struct machine *machine; /* its architecture, its reset steps, its ramoops zone */
	const struct plan *plan;       /* all other parts have their bytes */
	uint32_t flags;		 /* of struct handoff_emergency */
	enum handoff_on_mismatch on_mismatch;
	const struct handoff_console *console;
	sha256_backend *sha256;
};

/* The purgatory's access to memory, for --debug. */
struct purgatory_tables {
	size_t pages;	    /* of 4 KiB; 0: it works without tables */
	char why_none[256]; /* the reason if the architecture needs tables and there are none; "" otherwise */
};

/*
 * Finds an upper bound of the part in bytes. part_size: PART_COUNT sizes in bytes. may_stage: each part may be at two places.
 * Returns 0, or -errno with the reason:
 *   -EFBIG  the parts have more chunks than the purgatory has room for digests
 */
int purgatory_bound(const struct arch *arch, const uint64_t *part_size, bool may_stage, uint64_t *ret, struct diag *diag);

/*
 * Makes the bytes, with the digests of all other parts. Takes the time of a SHA-256 over all of them. The caller releases *ret.
 * Returns 0, or -errno with the reason: the errors of moves_order() and handoff_build().
 */
int purgatory_build(const struct purgatory_request *request, struct blob *ret, struct purgatory_tables *ret_tables,
		    struct diag *diag);

#endif
