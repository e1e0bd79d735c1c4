/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <string.h>

#include "common/handoff.h"
#include "purgatory/console.h"
#include "tests/helpers/suite.h"

#define BASE 0x100002600000 /* more than 32 bits, as on Ampere Altra */

/* A UART: the names of its registers, and a transmitter that sends one character after every few reads of its status. */
static struct uart {
	uint64_t data, status; /* addresses */
	unsigned int width;    /* the only one it takes */
	bool pl011;	       /* the bits of its status */
	unsigned int depth;    /* of the FIFO */
	unsigned int pace;     /* looks per character; 0: it never sends */

	unsigned int fill;
	unsigned int looks;
	unsigned int looks_since_sent;
	bool overrun;
	bool bad_access;
	size_t sent_size;
	char sent[256];
} uart;

static uint32_t uart_read(uint64_t address, unsigned int width)
{
	bool full, idle;

	if (address != uart.status || width != uart.width)
		uart.bad_access = true;
	uart.looks++;
	if (uart.pace && ++uart.looks_since_sent >= uart.pace) {
		uart.looks_since_sent = 0;
		if (uart.fill)
			uart.fill--;
	}
	full = uart.fill == uart.depth;
	idle = !uart.fill;
	/* FR: BUSY 0x08, TXFF 0x20, and CTS 0x01, which says nothing. LSR: THRE 0x20, TEMT 0x40, and DR 0x01. */
	if (uart.pl011)
		return 0x01u | (idle ? 0 : 0x08u) | (full ? 0x20u : 0);
	return 0x01u | (full ? 0 : 0x20u) | (idle ? 0x40u : 0);
}

static void uart_write(uint64_t address, unsigned int width, uint32_t value)
{
	if (address != uart.data || width != uart.width || value > 0xff)
		uart.bad_access = true;
	if (uart.fill == uart.depth)
		uart.overrun = true;
	else
		uart.fill++;
	if (uart.sent_size < sizeof(uart.sent) - 1)
		uart.sent[uart.sent_size++] = (char)value;
}

static const struct bus bus = { .read = uart_read, .write = uart_write };
static const struct bus no_bus;

static const struct handoff_console pl011_port = { .type = HANDOFF_CONSOLE_PL011, .io_width = 4, .base = BASE };

static struct console open_console(const struct handoff_console *port)
{
	struct console console;

	uart = (struct uart){ .data = port->base, .depth = 1, .pace = 1 };
	uart.pl011 = port->type == HANDOFF_CONSOLE_PL011;
	uart.status = port->base + (uart.pl011 ? 0x18u : 5u << port->reg_shift);
	uart.width = uart.pl011 ? 4 : port->io_width;
	console_init(&console, port, bus);
	return console;
}

static void assert_sent(const char *text)
{
	ck_assert_str_eq(uart.sent, text);
	ck_assert(!uart.overrun);
	ck_assert(!uart.bad_access);
}

/* Ports that work: the registers, access widths and shifts are what struct uart insists on. */
static const struct handoff_console good_ports[] = {
	{ .type = HANDOFF_CONSOLE_PL011, .io_width = 4, .base = BASE },
	{ .type = HANDOFF_CONSOLE_PL011, .io_width = 1, .base = 0x9000000 }, /* still takes 32-bit accesses only */
	{ .type = HANDOFF_CONSOLE_8250, .reg_shift = 0, .io_width = 1, .base = BASE },
	{ .type = HANDOFF_CONSOLE_8250, .reg_shift = 2, .io_width = 1, .base = BASE },
	{ .type = HANDOFF_CONSOLE_8250, .reg_shift = 2, .io_width = 4, .base = 0x2a400000 },
	{ .type = HANDOFF_CONSOLE_8250, .reg_shift = 4, .io_width = 4, .base = UINT64_C(0xfffffffff000) },
	{ .type = HANDOFF_CONSOLE_8250, .io_width = 1, .space = HANDOFF_SPACE_PORT, .base = 0x3f8 },
};

START_TEST(text_arrives_with_cr_before_lf)
{
	struct console console = open_console(&good_ports[_i]);

	console_text(&console, "one\ntwo\n");
	assert_sent("one\r\ntwo\r\n");
}
END_TEST

START_TEST(slow_uart_is_never_overrun)
{
	struct console console = open_console(&good_ports[_i]);

	uart.depth = 3;
	uart.pace = 7;
	console_text(&console, "0123456789012345678901234567890123456789");
	assert_sent("0123456789012345678901234567890123456789");
}
END_TEST

START_TEST(flush_waits_for_the_last_character)
{
	struct console console = open_console(&good_ports[_i]);

	uart.depth = 16;
	uart.pace = 100;
	console_text(&console, "reset");
	ck_assert_uint_gt(uart.fill, 0);
	console_flush(&console);
	ck_assert_uint_eq(uart.fill, 0);
	assert_sent("reset");
}
END_TEST

START_TEST(stuck_uart_is_given_up_after_one_bounded_wait)
{
	struct console console = open_console(&good_ports[_i]);
	unsigned int looks;

	uart.pace = 0;
	console_text(&console, "ab");
	looks = uart.looks;
	ck_assert_uint_le(looks, CONSOLE_POLLS + 1);
	console_text(&console, "never tried");
	console_flush(&console);
	ck_assert_uint_eq(uart.looks, looks);
	assert_sent("a");
}
END_TEST

START_TEST(flush_of_stuck_uart_is_bounded)
{
	struct console console = open_console(&good_ports[_i]);

	uart.depth = 2;
	uart.pace = 0;
	console_text(&console, "a");
	console_flush(&console);
	ck_assert_uint_le(uart.looks, CONSOLE_POLLS + 1);
	assert_sent("a");
}
END_TEST

/* Ports that cannot be written to without guessing. */
static const struct handoff_console bad_ports[] = {
	{ .type = HANDOFF_CONSOLE_NONE, .io_width = 4, .base = BASE },
	{ .type = 7, .io_width = 4, .base = BASE },				       /* a type we do not know */
	{ .type = HANDOFF_CONSOLE_PL011, .space = HANDOFF_SPACE_PORT, .base = 0x3f8 }, /* a PL011 is not behind ports */
	{ .type = HANDOFF_CONSOLE_8250, .io_width = 1, .space = HANDOFF_SPACE_FIRMWARE, .base = BASE }, /* no registers */
	{ .type = HANDOFF_CONSOLE_FIRMWARE, .base = BASE },				 /* firmware is no memory */
	{ .type = HANDOFF_CONSOLE_PL011, .io_width = 4, .base = 0 },			 /* no address */
	{ .type = HANDOFF_CONSOLE_8250, .io_width = 1, .base = 0 },			 /* no address */
	{ .type = HANDOFF_CONSOLE_8250, .io_width = 0, .base = BASE },			 /* accesses of no width */
	{ .type = HANDOFF_CONSOLE_8250, .io_width = 2, .base = BASE },			 /* a width that is not spoken */
	{ .type = HANDOFF_CONSOLE_8250, .io_width = 1, .reg_shift = 5, .base = BASE },	 /* registers too far apart */
	{ .type = HANDOFF_CONSOLE_8250, .io_width = 1, .reg_shift = ~0u, .base = BASE }, /* a shift C does not have */
};

START_TEST(unusable_port_is_never_touched)
{
	struct console console = open_console(&pl011_port);

	console_init(&console, &bad_ports[_i], bus);
	console_text(&console, "x\n");
	console_number(&console, 1);
	console_flush(&console);
	ck_assert_uint_eq(uart.looks, 0);
	assert_sent("");
}
END_TEST

/* A processor that has no such space; and firmware's space can be written only. */
static const struct handoff_console good_and_firmware[] = {
	{ .type = HANDOFF_CONSOLE_8250, .io_width = 1, .space = HANDOFF_SPACE_PORT, .base = 0x3f8 },
	{ .type = HANDOFF_CONSOLE_PL011, .io_width = 4, .base = BASE },
	{ .type = HANDOFF_CONSOLE_FIRMWARE, .space = HANDOFF_SPACE_FIRMWARE, .base = 3 },
};

START_TEST(port_in_a_space_without_access_is_never_touched)
{
	struct console console = open_console(&pl011_port);

	console_init(&console, &good_and_firmware[_i], no_bus);
	console_text(&console, "x\n");
	console_flush(&console);
	assert_sent("");
}
END_TEST

START_TEST(firmware_gets_each_character_and_is_never_read)
{
	const struct bus calls = { .write = uart_write };
	struct console console = open_console(&pl011_port);

	uart = (struct uart){ .data = 3, .width = 1, .depth = 100 };
	console_init(&console, &good_and_firmware[2], calls);
	console_text(&console, "one\n");
	console_flush(&console);
	ck_assert_uint_eq(uart.looks, 0);
	assert_sent("one\r\n");
}
END_TEST

START_TEST(given_up_console_is_never_touched)
{
	struct console console = open_console(&pl011_port);

	console_give_up(&console);
	console_text(&console, "x\n");
	console_flush(&console);
	ck_assert_uint_eq(uart.looks, 0);
	assert_sent("");
}
END_TEST

static const struct {
	uint64_t number;
	const char *text;
} numbers[] = {
	{ 0, "0x0" },
	{ 9, "0x9" },
	{ 0xa, "0xa" },
	{ 0x10, "0x10" },
	{ 0x8b200000, "0x8b200000" },
	{ 0x100002600000, "0x100002600000" },
	{ 0x8000000000000000, "0x8000000000000000" },
	{ UINT64_MAX, "0xffffffffffffffff" },
};

START_TEST(number_is_hex_without_leading_zeros)
{
	struct console console = open_console(&pl011_port);

	console_number(&console, numbers[_i].number);
	assert_sent(numbers[_i].text);
}
END_TEST

static const struct {
	uint64_t number;
	const char *text;
} decimals[] = { { 0, "0" }, { 9, "9" }, { 10, "10" }, { 4711, "4711" }, { UINT64_MAX, "18446744073709551615" } };

START_TEST(decimal_has_no_leading_zeros)
{
	struct console console = open_console(&pl011_port);

	console_decimal(&console, decimals[_i].number);
	assert_sent(decimals[_i].text);
}
END_TEST

static void append(void *context, const char *text, size_t size)
{
	strncat(context, text, size);
}

/* A record of a report is of lines, not of what a terminal wants. */
START_TEST(tee_gets_what_is_written_as_it_was)
{
	struct console console = open_console(&pl011_port);
	char record[64] = "";

	console.tee = append;
	console.tee_context = record;
	console_text(&console, "a\n");
	console_text_bounded(&console, "name\0\0", 6);
	console_number(&console, 0x1f);
	console_decimal(&console, 10);
	console_bytes(&console, (const uint8_t[]){ 0xab }, 1);
	ck_assert_str_eq(record, "a\nname0x1f10ab");
	assert_sent("a\r\nname0x1f10ab");
}
END_TEST

START_TEST(tee_gets_it_when_the_console_is_given_up)
{
	struct console console = open_console(&pl011_port);
	char record[64] = "";

	console.tee = append;
	console.tee_context = record;
	console_give_up(&console);
	console_text(&console, "still");
	ck_assert_str_eq(record, "still");
	assert_sent("");
}
END_TEST

START_TEST(bytes_are_two_digits_each)
{
	static const uint8_t bytes[] = { 0x00, 0x09, 0xa0, 0xff };
	struct console console = open_console(&pl011_port);

	console_bytes(&console, bytes, sizeof(bytes));
	assert_sent("0009a0ff");
}
END_TEST

START_TEST(bounded_text_ends_at_its_bound)
{
	static const char name[4] = { 'a', 'b', 'c', 'd' };
	struct console console = open_console(&pl011_port);

	console_text_bounded(&console, name, sizeof(name));
	assert_sent("abcd");
}
END_TEST

START_TEST(bounded_text_ends_at_its_nul)
{
	struct console console = open_console(&pl011_port);

	console_text_bounded(&console, "dtb\0\0\0\0", 7);
	assert_sent("dtb");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("console");
	TCase *tcase = tcase_create("console");

	tcase_add_loop_test(tcase, text_arrives_with_cr_before_lf, 0, COUNT(good_ports));
	tcase_add_loop_test(tcase, slow_uart_is_never_overrun, 0, COUNT(good_ports));
	tcase_add_loop_test(tcase, flush_waits_for_the_last_character, 0, COUNT(good_ports));
	tcase_add_loop_test(tcase, stuck_uart_is_given_up_after_one_bounded_wait, 0, COUNT(good_ports));
	tcase_add_loop_test(tcase, flush_of_stuck_uart_is_bounded, 0, COUNT(good_ports));
	tcase_add_loop_test(tcase, unusable_port_is_never_touched, 0, COUNT(bad_ports));
	tcase_add_loop_test(tcase, port_in_a_space_without_access_is_never_touched, 0, COUNT(good_and_firmware));
	tcase_add_test(tcase, firmware_gets_each_character_and_is_never_read);
	tcase_add_test(tcase, given_up_console_is_never_touched);
	tcase_add_loop_test(tcase, number_is_hex_without_leading_zeros, 0, COUNT(numbers));
	tcase_add_loop_test(tcase, decimal_has_no_leading_zeros, 0, COUNT(decimals));
	tcase_add_test(tcase, tee_gets_what_is_written_as_it_was);
	tcase_add_test(tcase, tee_gets_it_when_the_console_is_given_up);
	tcase_add_test(tcase, bytes_are_two_digits_each);
	tcase_add_test(tcase, bounded_text_ends_at_its_bound);
	tcase_add_test(tcase, bounded_text_ends_at_its_nul);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
