/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/options.h"

bool options_is_load(const struct options *options)
{
	return options->command == COMMAND_LOAD || options->command == COMMAND_LOAD_EXEC ||
	       options->command == COMMAND_LOAD_SHUTDOWN;
}
