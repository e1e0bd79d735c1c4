/* SPDX-License-Identifier: GPL-2.0-only */
/* The reset of purgatory/reset.c, on an architecture that writes down what it is asked for. */

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "common/handoff.h"
#include "purgatory/bus.h"
#include "purgatory/contract.h"
#include "purgatory/reset.h"
#include "purgatory/state.h"
#include "tests/helpers/suite.h"

static char asked[512]; /* of the architecture, in order */
static char said[512];

static void append(char *list, const char *text)
{
	strncat(list, text, sizeof(asked) - strlen(list) - 1);
}

static void write_down(const char *space, uint64_t address, unsigned int width, uint32_t value)
{
	char line[80];

	snprintf(line, sizeof(line), "%s 0x%llx/%u=0x%x;", space, (unsigned long long)address, width, value);
	append(asked, line);
}

static void write_memory(uint64_t address, unsigned int width, uint32_t value)
{
	write_down("memory", address, width, value);
}

static void write_port(uint64_t address, unsigned int width, uint32_t value)
{
	write_down("port", address, width, value);
}

static bool has_ports;

struct bus arch_bus(uint32_t space)
{
	struct bus bus = { 0 };

	if (space == HANDOFF_SPACE_MEMORY)
		bus.write = write_memory;
	if (space == HANDOFF_SPACE_PORT && has_ports)
		bus.write = write_port;
	return bus;
}

uint64_t arch_firmware_reset(uint64_t code)
{
	write_down("firmware", code, 0, 0);
	return 0xfffe;
}

void arch_default_reset(uint32_t i, struct handoff_reset *ret)
{
	*ret = (struct handoff_reset){ .kind = i < 2 ? HANDOFF_RESET_FIRMWARE : HANDOFF_RESET_NONE, .value = 0xd0 + i };
}

static void record(void *context, const char *text, size_t size)
{
	ck_assert_uint_lt(strlen(context) + size, sizeof(said));
	strncat(context, text, size);
}

static struct purgatory some_state(void)
{
	struct purgatory state = { .emergency_is_known = true, .console = { .tee = record, .tee_context = said } };

	asked[0] = said[0] = '\0';
	has_ports = true;
	return state;
}

static const struct handoff_reset firmware = { .kind = HANDOFF_RESET_FIRMWARE, .value = 7 };
static const struct handoff_reset memory = {
	.kind = HANDOFF_RESET_WRITE_MEMORY, .width = 4, .address = 0x100002600000, .value = 0x11
};
static const struct handoff_reset port = { .kind = HANDOFF_RESET_WRITE_PORT, .width = 1, .address = 0xcf9, .value = 6 };

START_TEST(steps_are_tried_in_their_order)
{
	struct purgatory state = some_state();

	state.emergency.reset[0] = port;
	state.emergency.reset[1] = memory;
	state.emergency.reset[3] = firmware; /* an empty step between them */
	reset_machine(&state);
	ck_assert_str_eq(asked, "port 0xcf9/1=0x6;memory 0x100002600000/4=0x11;firmware 0x7/0=0x0;");
	ck_assert_str_eq(said, "purgatory: a write to port 0xcf9 did not reset the machine\n"
			       "purgatory: a write to 0x100002600000 did not reset the machine\n"
			       "purgatory: the firmware did not reset the machine; its call returned 0xfffe\n");
}
END_TEST

/* A step that took an exception has begun: the handler comes here again. */
START_TEST(each_step_is_tried_once)
{
	struct purgatory state = some_state();

	state.emergency.reset[0] = memory;
	state.emergency.reset[1] = firmware;
	state.resets = 1;
	reset_machine(&state);
	ck_assert_str_eq(asked, "firmware 0x7/0=0x0;");
	reset_machine(&state);
	ck_assert_str_eq(asked, "firmware 0x7/0=0x0;");
}
END_TEST

START_TEST(no_steps_are_reported)
{
	struct purgatory state = some_state();

	reset_machine(&state);
	ck_assert_str_eq(asked, "");
	ck_assert_str_eq(said, "purgatory: no way to reset this machine is known\n");
}
END_TEST

START_TEST(unknown_machine_is_reset_by_the_architecture)
{
	struct purgatory state = some_state();

	state.emergency_is_known = false;
	state.emergency.reset[0] = memory; /* not to be believed */
	reset_machine(&state);
	ck_assert_str_eq(asked, "firmware 0xd0/0=0x0;firmware 0xd1/0=0x0;");
}
END_TEST

static const struct handoff_reset impossible[] = {
	{ .kind = 99, .width = 4, .address = 0x1000 },
	{ .kind = HANDOFF_RESET_WRITE_MEMORY, .width = 8, .address = 0x1000 },
	{ .kind = HANDOFF_RESET_WRITE_MEMORY, .width = 0, .address = 0x1000 },
	{ .kind = HANDOFF_RESET_WRITE_PORT, .width = 1, .address = 0xcf9 }, /* of a processor without ports */
};

START_TEST(step_that_cannot_be_done_is_passed_over)
{
	struct purgatory state = some_state();

	has_ports = false;
	state.emergency.reset[0] = impossible[_i];
	state.emergency.reset[1] = firmware;
	reset_machine(&state);
	ck_assert_str_eq(asked, "firmware 0x7/0=0x0;");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reset");
	TCase *tcase = tcase_create("reset");

	tcase_add_test(tcase, steps_are_tried_in_their_order);
	tcase_add_test(tcase, each_step_is_tried_once);
	tcase_add_test(tcase, no_steps_are_reported);
	tcase_add_test(tcase, unknown_machine_is_reset_by_the_architecture);
	tcase_add_loop_test(tcase, step_that_cannot_be_done_is_passed_over, 0, COUNT(impossible));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
