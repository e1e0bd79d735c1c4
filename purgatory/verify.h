/* SPDX-License-Identifier: GPL-2.0-only */
/* Verification of the segment and of the regions; report.h reports the result. */
#ifndef WARMKEXEC_PURGATORY_VERIFY_H
#define WARMKEXEC_PURGATORY_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "common/sha256.h"

struct handoff_region;
struct purgatory;

/*
 * Verifies code, handoff, tables and digests, in portable C. Returns whether they are as the loader wrote them. ret_digest is
 * the digest that was found.
 */
bool verify_self(const struct purgatory *state, uint8_t ret_digest[SHA256_SIZE]);

/*
 * Verifies, moves and cleans every region, and records bad chunks in state->bad. With HANDOFF_SKIP_CHECKS it only moves and
 * cleans.
 */
void verify_regions(struct purgatory *state);

/* Verifies one chunk again, in its final place and in portable C. Returns whether it is correct. */
bool verify_chunk_again(const struct purgatory *state, const struct handoff_region *region, uint64_t offset);

/* Returns the digest that the loader made of the chunk at this offset in the region. */
const uint8_t *verify_digest_of(const struct purgatory *state, const struct handoff_region *region, uint64_t offset);

#endif
