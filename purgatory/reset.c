/* SPDX-License-Identifier: GPL-2.0-only */
#include "purgatory/reset.h"

#include "common/handoff.h"
#include "purgatory/bus.h"
#include "purgatory/console.h"
#include "purgatory/contract.h"
#include "purgatory/state.h"

/* Rounds of waiting for a write to act: at least 1 ms on the fastest machines, some seconds with caches off. */
#define ROUNDS 4000000

static void get_step(const struct purgatory *state, uint32_t i, struct handoff_reset *ret)
{
	if (state->emergency_is_known)
		*ret = state->emergency.reset[i];
	else
		arch_default_reset(i, ret);
}

static void call_firmware(struct purgatory *state, const struct handoff_reset *step)
{
	uint64_t error = arch_firmware_reset(step->value);

	console_text(&state->console, "purgatory: the firmware did not reset the machine; its call returned ");
	console_number(&state->console, error);
	console_text(&state->console, "\n");
}

/* A register write resets the machine within a millisecond, but not at once. */
static void give_time(void)
{
	for (volatile unsigned int i = 0; i < ROUNDS; i++)
		;
}

static void write_register(struct purgatory *state, const struct handoff_reset *step, uint32_t space)
{
	struct bus bus = arch_bus(space);

	if (!bus.write || (step->width != 1 && step->width != 2 && step->width != 4))
		return;
	bus.write(step->address, step->width, (uint32_t)step->value);
	give_time();
	console_text(&state->console, "purgatory: a write to ");
	console_text(&state->console, space == HANDOFF_SPACE_PORT ? "port " : "");
	console_number(&state->console, step->address);
	console_text(&state->console, " did not reset the machine\n");
}

static void try_step(struct purgatory *state, const struct handoff_reset *step)
{
	switch (step->kind) {
	case HANDOFF_RESET_FIRMWARE:
		call_firmware(state, step);
		break;
	case HANDOFF_RESET_WRITE_MEMORY:
		write_register(state, step, HANDOFF_SPACE_MEMORY);
		break;
	case HANDOFF_RESET_WRITE_PORT:
		write_register(state, step, HANDOFF_SPACE_PORT);
		break;
	default:
		break;
	}
}

void reset_machine(struct purgatory *state)
{
	struct handoff_reset step;
	bool any = false;

	for (uint32_t i = 0; i < HANDOFF_RESETS_MAX; i++) {
		get_step(state, i, &step);
		any |= step.kind != HANDOFF_RESET_NONE;
	}
	if (!any)
		console_text(&state->console, "purgatory: no way to reset this machine is known\n");
	while (state->resets < HANDOFF_RESETS_MAX) {
		get_step(state, state->resets++, &step);
		try_step(state, &step);
	}
}
