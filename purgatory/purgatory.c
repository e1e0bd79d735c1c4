/* SPDX-License-Identifier: GPL-2.0-only */
#include "purgatory/purgatory.h"

#include "common/handoff.h"

static bool is_handoff(const struct handoff *handoff)
{
	return handoff->magic == HANDOFF_MAGIC && handoff->version == HANDOFF_VERSION && handoff->size == sizeof(*handoff) &&
	       handoff->region_count <= HANDOFF_REGIONS_MAX;
}

static void find_emergency(struct purgatory *state, const struct handoff *handoff)
{
	for (unsigned int i = 0; i < 2 && !state->emergency_is_known; i++) {
		const struct handoff_emergency *emergency = &handoff->emergency[i];

		if (handoff_emergency_check(emergency) != emergency->check)
			continue;
		state->emergency = *emergency;
		state->emergency_is_known = true;
	}
}

static void record(void *context, const char *text, size_t size)
{
	ramoops_text(context, text, size);
}

void purgatory_begin_report(struct purgatory *state)
{
	state->console.tee = record;
	state->console.tee_context = &state->ramoops;
}

static _Noreturn void wait(struct purgatory *state)
{
	console_flush(&state->console);
	arch_wait();
}

static _Noreturn void reset(struct purgatory *state)
{
	console_text(&state->console, "purgatory: resetting the machine\n");
	console_flush(&state->console);
	arch_reset(state);
	console_text(&state->console, "purgatory: it cannot be reset from here; waiting\n");
	wait(state);
}

/* Is there nothing that only a purgatory in good health could still do? */
static bool can_boot(const struct purgatory *state)
{
	if (!state->handoff)
		return false;
	for (uint32_t i = state->regions_ready; i < state->handoff->region_count; i++)
		if (state->handoff->region[i].staged != state->handoff->region[i].start)
			return false;
	return true;
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

/* Returns if the next kernel is to be entered all the same. */
static void follow_policy(struct purgatory *state)
{
	switch (state->emergency.on_mismatch) {
	case HANDOFF_ON_MISMATCH_HALT:
		console_text(&state->console, "purgatory: halted, as --on-mismatch asks\n");
		wait(state);
	case HANDOFF_ON_MISMATCH_BOOT:
		if (can_boot(state)) {
			announce(state, "going on, as --on-mismatch asks");
			return;
		}
		console_text(&state->console, "purgatory: cannot go on: not all parts are in their place\n");
		reset(state);
	default:
		reset(state);
	}
}

static bool has_moves(const struct handoff *handoff)
{
	for (uint32_t i = 0; i < handoff->region_count; i++)
		if (handoff->region[i].staged != handoff->region[i].start)
			return true;
	return false;
}

/* MMU and caches on, if that can be, for the length of the work. */
static void work(struct purgatory *state)
{
	struct console *console = &state->console;
	const char *why_not;

	state->sha256 = arch_sha256();
	why_not = arch_caches_on(state);
	state->caches_on = !why_not;
	console_text(console, "purgatory: ");
	arch_describe(state);
	if (why_not) {
		console_text(console, ": ");
		console_text(console, why_not);
	}
	console_text(console, state->sha256 == sha256_init ? ", SHA-256 by portable C\n" : ", SHA-256 by crypto extensions\n");
	verify_regions(state);
	if (!state->caches_on)
		return;
	arch_caches_off(state);
	state->caches_on = false;
}

void purgatory_main(struct purgatory *state, const struct handoff *handoff, uint64_t start)
{
	bool check;

	*state = (struct purgatory){ .start = start };
	if (!is_handoff(handoff) || handoff->segment != start)
		reset(state);
	state->handoff = handoff;
	find_emergency(state, handoff);
	console_init(&state->console, &state->emergency.console, arch_bus());
	ramoops_init(&state->ramoops, &state->emergency.ramoops, arch_clean);
	check = !(handoff->flags & HANDOFF_SKIP_CHECKS);
	if (check && !verify_own(state)) {
		follow_policy(state);
		return;
	}
	if (check || has_moves(handoff))
		work(state);
	if (!verify_report(state)) {
		follow_policy(state);
		return;
	}
	announce(state, check ? "verified" : "not verified");
}

void purgatory_exception(struct purgatory *state, uint64_t syndrome, uint64_t pc, uint64_t address)
{
	struct console *console = &state->console;
	uint32_t before = state->exceptions++;

	/* The second may come from the console, the third from the ramoops zone. */
	if (before == 0)
		purgatory_begin_report(state);
	else
		console_give_up(console);
	if (before > 1)
		console->tee = NULL;
	console_text(console, "purgatory: exception: ESR ");
	console_number(console, syndrome);
	console_text(console, " ELR ");
	console_number(console, pc);
	console_text(console, " (purgatory+");
	console_number(console, pc - state->start);
	console_text(console, ") FAR ");
	console_number(console, address);
	console_text(console, "\n");
	if (before)
		reset(state);
	follow_policy(state);
}
