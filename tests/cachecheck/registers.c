/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registers.h"

#define ZERO_REGISTER 31

struct qemu_plugin_register *register_named(const char *name)
{
	struct glib_array *all = qemu_plugin_get_registers();
	const struct qemu_plugin_reg_descriptor *found = (const void *)all->data;
	struct qemu_plugin_register *handle = NULL;

	for (unsigned int i = 0; i < all->len; i++)
		if (!strcmp(found[i].name, name))
			handle = found[i].handle;
	return handle;
}

void registers_find(struct registers *registers)
{
	char name[16];

	registers->bytes = g_byte_array_new();
	for (unsigned int i = 0; i < 31; i++) {
		snprintf(name, sizeof(name), "x%u", i);
		registers->x[i] = register_named(name);
	}
}

uint64_t register_value(struct registers *registers, struct qemu_plugin_register *handle, const char *name)
{
	uint64_t value = 0;
	int size;

	g_byte_array_set_size(registers->bytes, 0);
	size = handle ? qemu_plugin_read_register(handle, registers->bytes) : 0;
	if (size <= 0) {
		fprintf(stderr, "plugin: QEMU does not tell the register %s\n", name);
		exit(99);
	}
	for (int i = 0; i < size && i < 8; i++)
		value |= (uint64_t)(uint8_t)registers->bytes->data[i] << (8 * i);
	return value;
}

uint64_t register_x(struct registers *registers, unsigned int number)
{
	return number == ZERO_REGISTER ? 0 : register_value(registers, registers->x[number], "x");
}
