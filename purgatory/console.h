/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sends text to a console that firmware or the old kernel has set up: a PL011 (Arm DDI 0183), an SBSA generic UART (Arm DEN
 * 0094, B), an 8250 (the registers of the PC16550D), or a call to firmware.
 *
 * Every wait ends. If a UART does not accept a character within CONSOLE_POLLS reads of its status, the console is given up and
 * later text is dropped. A dead UART therefore costs one wait and never prevents the reset.
 */
#ifndef WARMKEXEC_PURGATORY_CONSOLE_H
#define WARMKEXEC_PURGATORY_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/handoff.h"
#include "purgatory/bus.h"

/*
 * A character takes 1 ms at 9600 baud, and a FIFO holds up to 64. A status read takes about 50 ns on the fastest machines and
 * about 1 us with all caches off.
 */
#define CONSOLE_POLLS 2000000

struct console {
	struct handoff_console port;				   /* type NONE: nothing is sent */
	struct bus bus;						   /* access to port.space */
	void (*tee)(void *context, const char *text, size_t size); /* receives the same text, without CR; may be NULL */
	void *tee_context;
};

/*
 * Prepares a console without a tee. bus: access to port->space, with NULL members if the processor has no such space. A port
 * that cannot be used makes a silent console: no address, an impossible width or shift, an unknown type, no access to its
 * space.
 */
void console_init(struct console *console, const struct handoff_console *port, struct bus bus);

/* Stops sending. The tee still receives everything. */
void console_give_up(struct console *console);

/* Writes a text up to its NUL. Sends \n as CR LF. */
void console_text(struct console *console, const char *text);

/* Writes a text of at most size characters, or up to its NUL. */
void console_text_bounded(struct console *console, const char *text, size_t size);

/* Writes 0x and at least one digit, without leading zeros. */
void console_number(struct console *console, uint64_t number);

/* Writes a decimal number without leading zeros. */
void console_decimal(struct console *console, uint64_t number);

/* Writes two hexadecimal digits per byte. */
void console_bytes(struct console *console, const uint8_t *bytes, size_t size);

/* Waits until the UART has sent the last character. */
void console_flush(struct console *console);

#endif
