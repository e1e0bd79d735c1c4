/* SPDX-License-Identifier: GPL-2.0-only */
#include "purgatory/report.h"

#include "common/handoff.h"
#include "purgatory/console.h"
#include "purgatory/ramoops.h"
#include "purgatory/state.h"
#include "purgatory/verify.h"

static void record(void *context, const char *text, size_t size)
{
	ramoops_text(context, text, size);
}

void report_begin(struct purgatory *state)
{
	state->console.tee = record;
	state->console.tee_context = &state->ramoops;
}

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

void report_self(struct purgatory *state, const uint8_t *got)
{
	const uint8_t *want = (const uint8_t *)(uintptr_t)(state->start + HANDOFF_OWN_DIGEST);

	report_begin(state);
	report_place(&state->console, "purgatory", SIZE_MAX, state->start, state->handoff->written);
	report_digests(&state->console, got, want);
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
	report_digests(console, got, verify_digest_of(state, region, offset));
}

/* Distinguishes bad memory from a bad way of reading it. */
static void report_second_test(struct purgatory *state, const struct handoff_region *region, uint64_t offset)
{
	if (verify_chunk_again(state, region, offset))
		console_text(&state->console,
			     "purgatory:   correct with caches off: suspect the caches or the SHA instructions\n");
	else
		console_text(&state->console, "purgatory:   also wrong with caches off: the memory is bad\n");
}

static void report_region(struct purgatory *state, const struct handoff_region *region, const struct bad_chunks *bad)
{
	uint64_t shown = bad->count < BAD_CHUNKS_KEPT ? bad->count : BAD_CHUNKS_KEPT;

	for (uint64_t i = 0; i < shown; i++)
		report_chunk(state, region, bad->first[i].offset, bad->first[i].got);
	report_second_test(state, region, bad->first[0].offset);
	if (bad->count == shown)
		return;
	console_text(&state->console, "purgatory:   ");
	console_decimal(&state->console, bad->count - shown);
	console_text(&state->console, " more MiB of this part do not match\n");
}

bool report_regions(struct purgatory *state)
{
	bool any = false;

	for (uint32_t i = 0; i < state->handoff->region_count; i++) {
		if (!state->bad[i].count)
			continue;
		report_begin(state);
		report_region(state, &state->handoff->region[i], &state->bad[i]);
		any = true;
	}
	return any;
}
