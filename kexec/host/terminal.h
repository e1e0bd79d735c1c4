/* SPDX-License-Identifier: GPL-2.0-only */
/* Decides alone what may be written to a stream because a person looks at it. */
#ifndef WARMKEXEC_HOST_TERMINAL_H
#define WARMKEXEC_HOST_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

/* ECMA-48, 8.3.117, SGR. */
#define TERMINAL_BOLD "\033[1m"
#define TERMINAL_PLAIN "\033[0m"

/* True if the stream is a terminal. */
bool host_is_terminal(FILE *stream);

/* True if it is a terminal that has colours (TERM is set, and not to "dumb") and the user wants them (no-color.org: NO_COLOR). */
bool host_takes_colour(FILE *stream);

#endif
