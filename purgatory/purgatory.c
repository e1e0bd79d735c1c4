/* SPDX-License-Identifier: GPL-2.0-only */
#include "purgatory/purgatory.h"

#include "common/sha256.h"

static bool is_handoff(const struct handoff *handoff)
{
	return handoff->magic == HANDOFF_MAGIC && handoff->version == HANDOFF_VERSION && handoff->size == sizeof(*handoff) &&
	       handoff->region_count <= HANDOFF_REGIONS_MAX;
}

static _Noreturn void stop(struct purgatory *state)
{
	console_text(&state->console, "purgatory: resetting the machine\n");
	console_flush(&state->console);
	arch_reset(state);
	console_text(&state->console, "purgatory: it cannot be reset from here; waiting\n");
	console_flush(&state->console);
	arch_wait();
}

static bool same_digest(const uint8_t *a, const uint8_t *b)
{
	unsigned int differences = 0;

	for (unsigned int i = 0; i < SHA256_SIZE; i++)
		differences |= a[i] ^ b[i];
	return !differences;
}

static void report_digest(struct console *console, const char *what, const uint8_t *digest)
{
	console_text(console, what);
	console_bytes(console, digest, SHA256_SIZE);
	console_text(console, "\n");
}

static void report_mismatch(struct console *console, const struct handoff_region *region, const uint8_t *digest)
{
	console_text(console, "purgatory: ");
	console_text_bounded(console, region->name, sizeof(region->name));
	console_text(console, " at ");
	console_number(console, region->start);
	console_text(console, "+");
	console_number(console, region->size);
	console_text(console, ": SHA-256 mismatch\n");
	report_digest(console, "purgatory:   got  ", digest);
	report_digest(console, "purgatory:   want ", region->sha256);
}

static bool verify(struct purgatory *state, const struct handoff_region *region)
{
	uint8_t digest[SHA256_SIZE];

	sha256((const void *)(uintptr_t)region->start, region->size, digest);
	if (same_digest(digest, region->sha256))
		return true;
	report_mismatch(&state->console, region, digest);
	return false;
}

/* All of them, so that the report names every part that is bad. */
static bool verify_all(struct purgatory *state)
{
	bool good = true;

	for (uint32_t i = 0; i < state->handoff->region_count; i++)
		good &= verify(state, &state->handoff->region[i]);
	return good;
}

static void announce(struct purgatory *state, const char *how)
{
	console_text(&state->console, "purgatory: ");
	console_text(&state->console, how);
	console_text(&state->console, ", entering kernel at ");
	console_number(&state->console, state->handoff->kernel_entry);
	console_text(&state->console, "\n");
	console_flush(&state->console);
}

void purgatory_main(struct purgatory *state, const struct handoff *handoff, uint64_t start)
{
	*state = (struct purgatory){ .start = start };
	if (!is_handoff(handoff))
		stop(state);
	state->handoff = handoff;
	console_init(&state->console, &handoff->console, arch_bus());
	if (handoff->flags & HANDOFF_SKIP_CHECKS) {
		announce(state, "not verified");
		return;
	}
	if (!verify_all(state))
		stop(state);
	announce(state, "verified");
}

void purgatory_exception(struct purgatory *state, uint64_t syndrome, uint64_t pc, uint64_t address)
{
	struct console *console = &state->console;

	/* A second one may come from the console itself. */
	if (state->exceptions++)
		console_give_up(console);
	console_text(console, "purgatory: exception: ESR ");
	console_number(console, syndrome);
	console_text(console, " ELR ");
	console_number(console, pc);
	console_text(console, " (purgatory+");
	console_number(console, pc - state->start);
	console_text(console, ") FAR ");
	console_number(console, address);
	console_text(console, "\n");
	stop(state);
}
