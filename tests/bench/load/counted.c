/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A QEMU plugin: the instructions between two marks of a guest with one processor, in user space and in the kernel. A mark is
 * "hint #127", which does nothing else: tests/helpers/spend.c has one before and one behind its command.
 *
 *   -plugin counted.so,out=FILE
 *
 * FILE gets a line "USER KERNEL" for each pair of marks.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu-plugin.h"

#define MARK 0xd5032fffu /* Arm ARM C6.2: HINT #127 */

enum counted { USER, KERNEL, COUNTED };

struct counter {
	FILE *out;
	struct qemu_plugin_scoreboard *board; /* COUNTED numbers */
	uint64_t before[COUNTED];
	bool started;
};

/* QEMU calls with no more than a number in some places. */
static struct counter *counter;

int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "counted: %s\n", what);
	exit(99);
}

static struct qemu_plugin_u64 place(enum counted which)
{
	return (struct qemu_plugin_u64){ .score = counter->board, .offset = which * sizeof(uint64_t) };
}

static void at_mark(unsigned int cpu, void *data)
{
	struct counter *c = data;
	uint64_t now[COUNTED];

	(void)cpu;
	for (unsigned int i = 0; i < COUNTED; i++)
		now[i] = qemu_plugin_u64_sum(place(i));
	if (c->started)
		fprintf(c->out, "%" PRIu64 " %" PRIu64 "\n", now[USER] - c->before[USER], now[KERNEL] - c->before[KERNEL]);
	c->started = !c->started;
	memcpy(c->before, now, sizeof(now));
}

static void translate(struct qemu_plugin_insn *insn)
{
	uint32_t word = 0;

	qemu_plugin_insn_data(insn, &word, sizeof(word));
	if (word == MARK)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, at_mark, QEMU_PLUGIN_NO_REGS, counter);
	/* The kernel's addresses are the upper ones. */
	qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn, QEMU_PLUGIN_ADD,
							    place(qemu_plugin_insn_vaddr(insn) >> 63 ? KERNEL : USER), 1);
}

static void at_translation(uint64_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++)
		translate(qemu_plugin_tb_get_insn(tb, i));
}

static void at_exit(uint64_t id, void *data)
{
	struct counter *c = data;

	(void)id;
	if (fclose(c->out))
		die("cannot write out=FILE");
}

int qemu_plugin_install(uint64_t id, const struct qemu_info *info, int argc, char **argv)
{
	(void)info;
	counter = calloc(1, sizeof(*counter));
	if (!counter || argc != 1 || strncmp(argv[0], "out=", 4) != 0)
		die("wants out=FILE");
	counter->out = fopen(argv[0] + 4, "w");
	if (!counter->out)
		die("cannot write out=FILE");
	counter->board = qemu_plugin_scoreboard_new(COUNTED * sizeof(uint64_t));
	qemu_plugin_register_vcpu_tb_trans_cb(id, at_translation);
	qemu_plugin_register_atexit_cb(id, at_exit, counter);
	return 0;
}
