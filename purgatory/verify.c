/* SPDX-License-Identifier: GPL-2.0-only */
#include "purgatory/verify.h"

#include "common/digest.h"
#include "common/handoff.h"
#include "purgatory/contract.h"
#include "purgatory/state.h"

static bool same_digest(const uint8_t *a, const uint8_t *b)
{
	unsigned int differences = 0;

	for (unsigned int i = 0; i < SHA256_SIZE; i++)
		differences |= a[i] ^ b[i];
	return !differences;
}

const uint8_t *verify_digest_of(const struct purgatory *state, const struct handoff_region *region, uint64_t offset)
{
	const uint8_t *digests = (const uint8_t *)(uintptr_t)(state->start + region->digests);

	return digests + offset / HANDOFF_CHUNK_SIZE * SHA256_SIZE;
}

bool verify_self(const struct purgatory *state, uint8_t ret_digest[SHA256_SIZE])
{
	const uint8_t *segment = (const uint8_t *)(uintptr_t)state->start;
	uint64_t written = state->handoff->written;
	struct sha256 ctx;

	state->sha256(&ctx);
	sha256_update(&ctx, segment, HANDOFF_OWN_DIGEST);
	/* An impossible length is a mismatch; it must not be read that far. */
	if (written > PURGATORY_TABLES && written <= PURGATORY_WRITTEN_MAX)
		sha256_update(&ctx, segment + PURGATORY_TABLES, written - PURGATORY_TABLES);
	sha256_final(&ctx, ret_digest);
	return same_digest(ret_digest, segment + HANDOFF_OWN_DIGEST);
}

static void record_bad(struct bad_chunks *bad, uint64_t offset, const uint8_t *got)
{
	if (bad->count < BAD_CHUNKS_KEPT) {
		bad->first[bad->count].offset = offset;
		for (unsigned int i = 0; i < SHA256_SIZE; i++)
			bad->first[bad->count].got[i] = got[i];
	}
	bad->count++;
}

static void compare(struct purgatory *state, const struct handoff_region *region, uint64_t at, const uint8_t *digest,
		    struct bad_chunks *bad)
{
	if (!same_digest(digest, verify_digest_of(state, region, at)))
		record_bad(bad, at, digest);
}

/* Two chunks at a time, as long as there are two whole ones. to: as for verify_chunks(). Returns the end of the last one. */
static uint64_t verify_pairs(struct purgatory *state, const struct handoff_region *region, uint8_t *to, struct bad_chunks *bad)
{
	const uint8_t *from = (const uint8_t *)(uintptr_t)region->staged;
	uint8_t digests[2 * SHA256_SIZE];
	uint64_t at = 0;

	if (!digest_can_pair(state->sha256, to, from))
		return 0;
	for (; region->size - at >= 2 * HANDOFF_CHUNK_SIZE; at += 2 * HANDOFF_CHUNK_SIZE) {
		digest_two_chunks(state->sha256, to ? to + at : to, from + at, digests);
		compare(state, region, at, digests, bad);
		compare(state, region, at + HANDOFF_CHUNK_SIZE, digests + SHA256_SIZE, bad);
	}
	return at;
}

/* to: the same pass moves each chunk to its final place, which begins there and can overlap the next ones; NULL: nothing is moved. */
static void verify_chunks(struct purgatory *state, const struct handoff_region *region, uint8_t *to, struct bad_chunks *bad)
{
	uint8_t digest[SHA256_SIZE];

	for (uint64_t at = verify_pairs(state, region, to, bad); at < region->size; at += HANDOFF_CHUNK_SIZE) {
		const void *from = (const void *)(uintptr_t)(region->staged + at);
		uint64_t size = digest_chunk_size(region->size, at);

		if (to)
			digest_copy_chunk(state->sha256, to + at, from, size, digest);
		else
			digest_chunk(state->sha256, from, size, digest);
		compare(state, region, at, digest, bad);
	}
}

/* An ascending copy would overwrite bytes that it has not read yet. */
static bool must_descend(const struct handoff_region *region)
{
	return region->start > region->staged && region->start - region->staged < region->size;
}

void verify_regions(struct purgatory *state)
{
	bool check = !(state->emergency.flags & HANDOFF_SKIP_CHECKS);

	for (uint32_t i = 0; i < state->handoff->region_count; i++) {
		const struct handoff_region *region = &state->handoff->region[i];
		bool move = region->staged != region->start;
		bool copy_while_hashing = move && check && !must_descend(region);

		/* With caches off, stores bypass dirty lines, which would later be written over them. */
		if (move && !state->caches_on)
			arch_clean(region->start, region->size);
		if (check)
			verify_chunks(state, region, copy_while_hashing ? (uint8_t *)(uintptr_t)region->start : NULL, &state->bad[i]);
		if (move && !copy_while_hashing)
			arch_move(region->start, region->staged, region->size);
		if (move)
			arch_clean(region->start, region->size);
		state->regions_ready = i + 1;
	}
}

bool verify_chunk_again(const struct purgatory *state, const struct handoff_region *region, uint64_t offset)
{
	const void *data = (const void *)(uintptr_t)(region->start + offset);
	uint8_t digest[SHA256_SIZE];

	digest_chunk(sha256_init, data, digest_chunk_size(region->size, offset), digest);
	return same_digest(digest, verify_digest_of(state, region, offset));
}
