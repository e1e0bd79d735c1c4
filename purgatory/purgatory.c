/* SPDX-License-Identifier: GPL-2.0-only */
#include "purgatory/purgatory.h"

#include "common/handoff.h"
#include "purgatory/console.h"
#include "purgatory/contract.h"
#include "purgatory/report.h"
#include "purgatory/reset.h"
#include "purgatory/state.h"
#include "purgatory/verify.h"

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

static _Noreturn void wait(struct purgatory *state)
{
	console_flush(&state->console);
	arch_wait();
}

static _Noreturn void reset(struct purgatory *state)
{
	console_text(&state->console, "purgatory: resetting the machine\n");
	console_flush(&state->console);
	reset_machine(state);
	console_text(&state->console, "purgatory: the machine cannot be reset; waiting\n");
	wait(state);
}

static void set_arguments(struct purgatory *state)
{
	for (unsigned int i = 0; i < HANDOFF_ARGUMENTS; i++)
		if (!(state->emergency.arguments_received >> i & 1))
			state->argument[i] = state->emergency.argument[i];
	state->entry = state->emergency.kernel_entry;
}

/* The last step before the entry code enters the next kernel. */
static void announce(struct purgatory *state, const char *why)
{
	console_text(&state->console, "purgatory: ");
	console_text(&state->console, why);
	console_text(&state->console, ", entering kernel at ");
	console_number(&state->console, state->emergency.kernel_entry);
	console_text(&state->console, "\n");
	console_flush(&state->console);
	set_arguments(state);
}

/* Returns if the next kernel is to be entered anyway. */
static void follow_policy(struct purgatory *state)
{
	switch (state->emergency.on_mismatch) {
	case HANDOFF_ON_MISMATCH_HALT:
		console_text(&state->console, "purgatory: halted, as --on-mismatch asks\n");
		wait(state);
	case HANDOFF_ON_MISMATCH_BOOT:
		/* Nothing is left to do for which the purgatory would have to be intact. */
		if (state->regions_ready >= state->emergency.regions_needed) {
			announce(state, "going on, as --on-mismatch asks");
			return;
		}
		console_text(&state->console, "purgatory: cannot go on: some parts are not in their place\n");
		reset(state);
	default:
		reset(state);
	}
}

/* Verifies and moves the regions, with caches on if possible. Returns how long that took, without what is printed. */
static uint64_t work(struct purgatory *state)
{
	uint64_t start;

	struct console *console = &state->console;
	const char *why_off = arch_caches_on(state);

	state->caches_on = !why_off;
	console_text(console, "purgatory: ");
	arch_describe(state);
	if (why_off) {
		console_text(console, ": ");
		console_text(console, why_off);
	}
	console_text(console, state->sha256 == sha256_init ? ", SHA-256 by portable C\n" : ", SHA-256 by crypto extensions\n");
	start = arch_ticks();
	verify_regions(state);
	if (state->caches_on)
		arch_caches_off(state);
	state->caches_on = false;
	return arch_ticks() - start;
}

/* Returns whether the segment is intact; reports if it is not. */
static bool check_self(struct purgatory *state)
{
	uint8_t digest[SHA256_SIZE];

	if (verify_self(state, digest))
		return true;
	report_self(state, digest);
	return false;
}

static void tell_time(struct purgatory *state, uint64_t own, uint64_t parts)
{
	struct console *console = &state->console;

	console_text(console, "purgatory: timing: itself ");
	console_decimal(console, own);
	console_text(console, ", parts ");
	console_decimal(console, parts);
	console_text(console, ", a second ");
	console_decimal(console, arch_ticks_per_second());
	console_text(console, "\n");
}

void purgatory_main(struct purgatory *state, const struct handoff *handoff, uint64_t start, const uint64_t *received)
{
	uint64_t start_ticks = arch_ticks(), own, parts = 0;
	bool check;

	*state = (struct purgatory){ .start = start, .sha256 = arch_sha256() };
	for (unsigned int i = 0; i < HANDOFF_ARGUMENTS; i++)
		state->argument[i] = received[i];
	if (!is_handoff(handoff) || handoff->segment != start)
		reset(state);
	state->handoff = handoff;
	find_emergency(state, handoff);
	console_init(&state->console, &state->emergency.console, arch_bus(state->emergency.console.space));
	ramoops_init(&state->ramoops, &state->emergency.ramoops, arch_clean);
	check = !(state->emergency.flags & HANDOFF_SKIP_CHECKS);
	if (check && !check_self(state)) {
		follow_policy(state);
		return;
	}
	own = arch_ticks() - start_ticks;
	if (check || state->emergency.regions_needed)
		parts = work(state);
	if (state->emergency.flags & HANDOFF_TIMING)
		tell_time(state, own, parts);
	if (report_regions(state)) {
		follow_policy(state);
		return;
	}
	announce(state, check ? "verified" : "not verified");
}

static void report_exception(struct purgatory *state, const struct exception *exception)
{
	struct console *console = &state->console;

	console_text(console, "purgatory: exception: ");
	console_text(console, exception->cause_name);
	console_text(console, " ");
	console_number(console, exception->cause);
	console_text(console, " ");
	console_text(console, exception->pc_name);
	console_text(console, " ");
	console_number(console, exception->pc);
	console_text(console, " (purgatory+");
	console_number(console, exception->pc - state->start);
	console_text(console, ") ");
	console_text(console, exception->address_name);
	console_text(console, " ");
	console_number(console, exception->address);
	console_text(console, "\n");
}

void purgatory_exception(struct purgatory *state, const struct exception *exception)
{
	uint32_t before = state->exceptions++;

	/* The console may cause the second exception, the ramoops zone the third. */
	if (before == 0)
		report_begin(state);
	else
		console_give_up(&state->console);
	if (before > 1)
		state->console.tee = NULL;
	report_exception(state, exception);
	if (before)
		reset(state);
	follow_policy(state);
}
