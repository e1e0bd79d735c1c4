/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool host_is_terminal(FILE *stream)
{
	return isatty(fileno(stream));
}

bool host_takes_colour(FILE *stream)
{
	const char *without = getenv("NO_COLOR"), *terminal = getenv("TERM");

	return host_is_terminal(stream) && !(without && *without) && terminal && *terminal && strcmp(terminal, "dumb") != 0;
}
