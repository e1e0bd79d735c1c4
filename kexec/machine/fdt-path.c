/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/fdt-path.h"

#include <string.h>

#include <libfdt.h>

#define PATH_SIZE 512

static bool is_path(const char *value, int size)
{
	return value && size > 1 && value[0] == '/' && !value[size - 1];
}

int fdt_find_node(const void *fdt, const char *path)
{
	const char *tail = path + strcspn(path, "/"); /* behind an alias */
	size_t length, rest = strlen(tail);
	char whole[PATH_SIZE];
	const char *alias;
	int size = 0;

	if (tail == path)
		return *path ? fdt_path_offset(fdt, path) : -FDT_ERR_NOTFOUND;
	alias = fdt_getprop_namelen(fdt, fdt_path_offset(fdt, "/aliases"), path, (int)(tail - path), &size);
	if (!is_path(alias, size))
		return -FDT_ERR_NOTFOUND;
	length = strlen(alias);
	if (length >= sizeof(whole) || rest >= sizeof(whole) - length)
		return -FDT_ERR_NOTFOUND;
	memcpy(whole, alias, length);
	memcpy(whole + length, tail, rest + 1);
	return fdt_path_offset(fdt, whole);
}

bool fdt_aliases_are_paths(const void *fdt)
{
	int property, aliases = fdt_path_offset(fdt, "/aliases");

	if (aliases < 0)
		return true;
	fdt_for_each_property_offset(property, fdt, aliases)
	{
		const char *name;
		int size = 0;
		const char *value = fdt_getprop_by_offset(fdt, property, &name, &size);

		if (!is_path(value, size) && strcmp(name, "phandle") != 0 && strcmp(name, "linux,phandle") != 0)
			return false;
	}
	return true;
}
