/* SPDX-License-Identifier: GPL-2.0-only */
#include "common/digest.h"
#include "common/handoff.h"
#include "purgatory/purgatory.h"

static bool same_digest(const uint8_t *a, const uint8_t *b)
{
	unsigned int differences = 0;

	for (unsigned int i = 0; i < SHA256_SIZE; i++)
		differences |= a[i] ^ b[i];
	return !differences;
}

/* ---- the report ---- */

static void report_digests(struct console *console, const uint8_t *got, const uint8_t *want)
{
	console_text(console, ": SHA-256 mismatch\npurgatory:   got  ");
	console_bytes(console, got, SHA256_SIZE);
	console_text(console, "\npurgatory:   want ");
	console_bytes(console, want, SHA256_SIZE);
	console_text(console, "\n");
}

static void report_place(struct console *console, const char *name, size_t name_size, uint64_t start, uint64_t size)
{
	console_text(console, "purgatory: ");
	console_text_bounded(console, name, name_size);
	console_text(console, " at ");
	console_number(console, start);
	console_text(console, "+");
	console_number(console, size);
}

static const uint8_t *digests_of(const struct purgatory *state, const struct handoff_region *region)
{
	return (const uint8_t *)(uintptr_t)(state->start + region->digests);
}

static const uint8_t *digest_of(const struct purgatory *state, const struct handoff_region *region, uint64_t offset)
{
	return digests_of(state, region) + offset / HANDOFF_CHUNK_SIZE * SHA256_SIZE;
}

static void report_chunk(struct purgatory *state, const struct handoff_region *region, uint64_t offset, const uint8_t *got)
{
	struct console *console = &state->console;

	report_place(console, region->name, sizeof(region->name), region->start, region->size);
	console_text(console, ": MiB ");
	console_decimal(console, offset / HANDOFF_CHUNK_SIZE);
	console_text(console, " (");
	console_number(console, region->start + offset);
	console_text(console, ")");
	report_digests(console, got, digest_of(state, region, offset));
}

/* Bad memory, or a bad way of reading it? */
static void report_second_try(struct purgatory *state, const struct handoff_region *region, uint64_t offset)
{
	uint8_t digest[SHA256_SIZE];
	const void *data = (const void *)(uintptr_t)(region->start + offset);

	digest_chunk(sha256_init, data, digest_chunk_size(region->size, offset), digest);
	if (same_digest(digest, digest_of(state, region, offset)))
		console_text(&state->console,
			     "purgatory:   right by portable C with the MMU off: caches or instructions are at fault\n");
	else
		console_text(&state->console, "purgatory:   wrong by portable C with the MMU off, too: the memory is\n");
}

static void report_region(struct purgatory *state, const struct handoff_region *region, const struct bad_chunks *bad)
{
	uint64_t shown = bad->count < BAD_CHUNKS_KEPT ? bad->count : BAD_CHUNKS_KEPT;

	for (uint64_t i = 0; i < shown; i++)
		report_chunk(state, region, bad->first[i].offset, bad->first[i].got);
	report_second_try(state, region, bad->first[0].offset);
	if (bad->count == shown)
		return;
	console_text(&state->console, "purgatory:   and ");
	console_decimal(&state->console, bad->count - shown);
	console_text(&state->console, " MiB more of it\n");
}

bool verify_report(struct purgatory *state)
{
	bool good = true;

	for (uint32_t i = 0; i < state->handoff->region_count; i++) {
		if (!state->bad[i].count)
			continue;
		purgatory_begin_report(state);
		report_region(state, &state->handoff->region[i], &state->bad[i]);
		good = false;
	}
	return good;
}

/* ---- the purgatory itself ---- */

bool verify_own(struct purgatory *state)
{
	const uint8_t *segment = (const uint8_t *)(uintptr_t)state->start, *want = segment + HANDOFF_OWN_DIGEST;
	uint64_t written = state->handoff->written;
	uint8_t got[SHA256_SIZE];
	struct sha256 ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, segment, HANDOFF_OWN_DIGEST);
	/* A length that cannot be is a mismatch, and no reason to read as far. */
	if (written > PURGATORY_TABLES && written <= PURGATORY_WRITTEN_MAX)
		sha256_update(&ctx, segment + PURGATORY_TABLES, written - PURGATORY_TABLES);
	sha256_final(&ctx, got);
	if (same_digest(got, want))
		return true;
	purgatory_begin_report(state);
	report_place(&state->console, "purgatory", SIZE_MAX, state->start, written);
	report_digests(&state->console, got, want);
	return false;
}

/* ---- the regions ---- */

static void note_bad(struct bad_chunks *bad, uint64_t offset, const uint8_t *got)
{
	if (bad->count < BAD_CHUNKS_KEPT) {
		bad->first[bad->count].offset = offset;
		for (unsigned int i = 0; i < SHA256_SIZE; i++)
			bad->first[bad->count].got[i] = got[i];
	}
	bad->count++;
}

/* Each chunk, copied on the way if it is to be. */
static void verify_chunks(struct purgatory *state, const struct handoff_region *region, bool copy, struct bad_chunks *bad)
{
	uint8_t digest[SHA256_SIZE];

	for (uint64_t at = 0; at < region->size; at += HANDOFF_CHUNK_SIZE) {
		const void *from = (const void *)(uintptr_t)(region->staged + at);
		void *to = (void *)(uintptr_t)(region->start + at);
		uint64_t size = digest_chunk_size(region->size, at);

		if (copy)
			digest_copy_chunk(state->sha256, to, from, size, digest);
		else
			digest_chunk(state->sha256, from, size, digest);
		if (!same_digest(digest, digest_of(state, region, at)))
			note_bad(bad, at, digest);
	}
}

/* Would a copy that goes upwards overwrite what it has still to read? */
static bool must_go_down(const struct handoff_region *region)
{
	return region->start > region->staged && region->start - region->staged < region->size;
}

void verify_regions(struct purgatory *state)
{
	bool check = !(state->handoff->flags & HANDOFF_SKIP_CHECKS);

	for (uint32_t i = 0; i < state->handoff->region_count; i++) {
		const struct handoff_region *region = &state->handoff->region[i];
		bool move = region->staged != region->start;
		bool on_the_way = move && check && !must_go_down(region);

		/* With caches off stores pass dirty lines by, which would be written over them later. */
		if (move && !state->caches_on)
			arch_clean(region->start, region->size);
		if (check)
			verify_chunks(state, region, on_the_way, &state->bad[i]);
		if (move && !on_the_way)
			arch_move(region->start, region->staged, region->size);
		if (move)
			arch_clean(region->start, region->size);
		state->regions_ready = i + 1;
	}
}
