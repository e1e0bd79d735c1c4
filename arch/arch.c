/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arch.h"

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
