/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arch.h"

#include <stdio.h>
#include <string.h>

static const struct arch *const arches[] = { &arch_arm64 };

static bool is_called(const struct arch *arch, const char *name)
{
	if (strcmp(arch->name, name) == 0)
		return true;
	for (size_t i = 0; arch->uts_machine[i]; i++)
		if (strcmp(arch->uts_machine[i], name) == 0)
			return true;
	return false;
}

const struct arch *arch_find(const char *name)
{
	for (size_t i = 0; i < sizeof(arches) / sizeof(arches[0]); i++)
		if (is_called(arches[i], name))
			return arches[i];
	return NULL;
}

void arch_names(char *ret, size_t size)
{
	size_t length = 0;

	ret[0] = '\0';
	for (size_t i = 0; i < sizeof(arches) / sizeof(arches[0]) && length < size; i++)
		length += (size_t)snprintf(ret + length, size - length, "%s%s", i ? ", " : "", arches[i]->name);
}
