/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/kernel-config.h"

#include <stdbool.h>
#include <string.h>

static bool begins_with(struct view line, const char *text)
{
	size_t length = strlen(text);

	return line.size >= length && !memcmp(line.data, text, length);
}

/* Takes the next line off *rest. */
static struct view next_line(struct view *rest)
{
	const uint8_t *end = memchr(rest->data, '\n', rest->size);
	struct view line = { rest->data, end ? (size_t)(end - rest->data) : rest->size };
	size_t used = line.size + (end ? 1 : 0);

	*rest = (struct view){ rest->data + used, rest->size - used };
	return line;
}

/* "CONFIG_X=y" or "=m". */
static bool is_set(struct view line, const char *option)
{
	size_t length = strlen(option);

	return begins_with(line, option) && line.size > length + 1 && line.data[length] == '=' &&
	       (line.data[length + 1] == 'y' || line.data[length + 1] == 'm');
}

enum config_state kernel_config_state(struct view text, const char *option)
{
	enum config_state state = CONFIG_UNKNOWN;

	while (text.size) {
		struct view line = next_line(&text);

		if (is_set(line, option))
			return CONFIG_SET;
		if (begins_with(line, "CONFIG_"))
			state = CONFIG_UNSET;
	}
	return state;
}
