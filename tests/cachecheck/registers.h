/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registers of a machine with one processor, for a plugin. If QEMU does not show a register, the program ends with
 * status 99.
 */
#ifndef WARMKEXEC_TESTS_REGISTERS_H
#define WARMKEXEC_TESTS_REGISTERS_H

#include <stdint.h>

#include "qemu-plugin.h"

struct registers {
	struct qemu_plugin_register *x[31];
	struct glib_array *bytes;
};

/* To be called when the processor is made, by the callback of qemu_plugin_register_vcpu_init_cb(). Also makes .bytes. */
void registers_find(struct registers *registers);

/* There as well: the register that QEMU calls by that name, or NULL. */
struct qemu_plugin_register *register_named(const char *name);

/* In a callback that QEMU knows to read registers. name is for the message. */
uint64_t register_value(struct registers *registers, struct qemu_plugin_register *handle, const char *name);

/* X0 to X30; 31 is the one that is always zero. */
uint64_t register_x(struct registers *registers, unsigned int number);

#endif
