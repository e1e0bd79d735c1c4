/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Characters out of a UART that somebody else has set up: PL011 (Arm DDI 0183), SBSA generic UART (Arm DEN 0094, B) and
 * 8250 (the registers of the PC16550D).
 *
 * No wait is endless. When the UART does not take a character within CONSOLE_POLLS looks at its status the console is
 * given up: what follows is dropped, so that a dead UART costs one wait and never keeps a machine from its reset.
 */
#ifndef WARMKEXEC_PURGATORY_CONSOLE_H
#define WARMKEXEC_PURGATORY_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/handoff.h"

/*
 * A character takes 1 ms at 9600 baud and a FIFO holds up to 64; a look at the status costs some 50 ns on the fastest
 * machines, with all caches off more like 1 us.
 */
#define CONSOLE_POLLS 2000000

/* Access to the registers, width 1 or 4 bytes; the tests put a UART of their own behind it. */
struct bus {
	uint32_t (*read)(uint64_t address, unsigned int width);
	void (*write)(uint64_t address, unsigned int width, uint32_t value);
};

struct console {
	struct handoff_console port; /* type NONE: nothing is sent */
	struct bus bus;
	void (*tee)(void *context, const char *text, size_t size); /* gets what is written, too; NULL: nobody does */
	void *tee_context;
};

/*
 * A port that cannot be used (no address, an impossible width or shift, a type from another time) makes a silent console. There
 * is no tee at first.
 */
void console_init(struct console *console, const struct handoff_console *port, struct bus bus);

/* Nothing is sent any more; the tee still gets everything. */
void console_give_up(struct console *console);

/* Each \n is sent as CR LF. */
void console_text(struct console *console, const char *text);

/* The same, of at most size characters and up to the first NUL. */
void console_text_bounded(struct console *console, const char *text, size_t size);

/* 0x and as many digits as needed, at least one. */
void console_number(struct console *console, uint64_t number);

/* In decimal, as many digits as needed. */
void console_decimal(struct console *console, uint64_t number);

/* Two digits per byte. */
void console_bytes(struct console *console, const uint8_t *bytes, size_t size);

/* Waits until the last character has left the shift register. */
void console_flush(struct console *console);

#endif
