/* SPDX-License-Identifier: GPL-2.0-only */
#include "purgatory/console.h"

#include "common/handoff.h"

/* PL011: DDI 0183, 3.3.1 and 3.3.3 */
#define PL011_FR 0x18 /* DR is at 0 */
#define PL011_FR_BUSY (1u << 3)
#define PL011_FR_TXFF (1u << 5)

/* 8250: register numbers; THR is 0 */
#define UART_LSR 5
#define UART_LSR_THRE (1u << 5)
#define UART_LSR_TEMT (1u << 6)

#define REG_SHIFT_MAX 4

static uint32_t read_reg(const struct console *console, unsigned int offset)
{
	return console->bus.read(console->port.base + offset, console->port.io_width);
}

static void write_reg(const struct console *console, unsigned int offset, uint32_t value)
{
	console->bus.write(console->port.base + offset, console->port.io_width, value);
}

static bool wait_for(struct console *console, unsigned int offset, uint32_t mask, uint32_t wanted)
{
	for (unsigned int i = 0; i < CONSOLE_POLLS; i++)
		if ((read_reg(console, offset) & mask) == wanted)
			return true;
	console_give_up(console);
	return false;
}

static bool wait_for_room(struct console *console)
{
	switch (console->port.type) {
	case HANDOFF_CONSOLE_PL011:
		return wait_for(console, PL011_FR, PL011_FR_TXFF, 0);
	case HANDOFF_CONSOLE_8250:
		return wait_for(console, UART_LSR << console->port.reg_shift, UART_LSR_THRE, UART_LSR_THRE);
	case HANDOFF_CONSOLE_FIRMWARE:
		return true;
	default:
		return false;
	}
}

static void put(struct console *console, char c)
{
	if (!wait_for_room(console))
		return;
	/* A PL011's DR, an 8250's THR and a firmware call all lie at the base. */
	write_reg(console, 0, (uint8_t)c);
}

static char digit(uint64_t number)
{
	unsigned int low = number & 0xf;

	return (char)(low < 10 ? '0' + low : 'a' + low - 10);
}

static bool is_usable(const struct handoff_console *port, struct bus bus)
{
	bool has_registers = bus.read && bus.write && port->base;

	switch (port->type) {
	case HANDOFF_CONSOLE_PL011:
		return has_registers && port->space == HANDOFF_SPACE_MEMORY;
	case HANDOFF_CONSOLE_8250:
		return has_registers && port->space != HANDOFF_SPACE_FIRMWARE && port->reg_shift <= REG_SHIFT_MAX &&
		       (port->io_width == 1 || port->io_width == 4);
	case HANDOFF_CONSOLE_FIRMWARE:
		return bus.write && port->space == HANDOFF_SPACE_FIRMWARE;
	default:
		return false;
	}
}

void console_init(struct console *console, const struct handoff_console *port, struct bus bus)
{
	*console = (struct console){ .port = *port, .bus = bus };
	if (!is_usable(port, bus))
		console_give_up(console);
	/* The SBSA UART guarantees 32-bit accesses only, and every PL011 accepts them. */
	if (port->type == HANDOFF_CONSOLE_PL011)
		console->port.io_width = 4;
	if (port->type == HANDOFF_CONSOLE_FIRMWARE)
		console->port.io_width = 1;
}

void console_give_up(struct console *console)
{
	console->port.type = HANDOFF_CONSOLE_NONE;
}

void console_text_bounded(struct console *console, const char *text, size_t size)
{
	size_t length = 0;

	for (; length < size && text[length]; length++) {
		if (text[length] == '\n')
			put(console, '\r');
		put(console, text[length]);
	}
	if (console->tee)
		console->tee(console->tee_context, text, length);
}

void console_text(struct console *console, const char *text)
{
	console_text_bounded(console, text, SIZE_MAX);
}

void console_number(struct console *console, uint64_t number)
{
	char text[19];
	size_t length = 0;
	int shift = 60;

	while (shift && !(number >> shift))
		shift -= 4;
	text[length++] = '0';
	text[length++] = 'x';
	for (; shift >= 0; shift -= 4)
		text[length++] = digit(number >> shift);
	console_text_bounded(console, text, length);
}

void console_decimal(struct console *console, uint64_t number)
{
	char text[20];
	size_t at = sizeof(text);

	do
		text[--at] = (char)('0' + number % 10);
	while (number /= 10);
	console_text_bounded(console, text + at, sizeof(text) - at);
}

void console_bytes(struct console *console, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		const char text[] = { digit(bytes[i] >> 4), digit(bytes[i]) };

		console_text_bounded(console, text, sizeof(text));
	}
}

void console_flush(struct console *console)
{
	switch (console->port.type) {
	case HANDOFF_CONSOLE_PL011:
		wait_for(console, PL011_FR, PL011_FR_BUSY, 0);
		break;
	case HANDOFF_CONSOLE_8250:
		wait_for(console, UART_LSR << console->port.reg_shift, UART_LSR_TEMT, UART_LSR_TEMT);
		break;
	default:
		break;
	}
}
