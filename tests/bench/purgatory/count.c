/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A QEMU plugin that counts: instructions, loads and stores from the first time the one at start is executed to the first
 * time the one at entry is; and how many of the instructions, and of the accesses, are those of certain stretches of code, given
 * by their distance from start.
 *
 *   -plugin count.so,start=ADDRESS,entry=ADDRESS,out=FILE[,inside=OFFSET+SIZE]...
 *
 * Leaves "INSTRUCTIONS LOADS STORES INSIDE INSIDE-ACCESSES" in FILE, and an empty one when entry was not reached. An access is what one
 * instruction does to memory at one place, of whatever width: a pair of registers is one.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu-plugin.h"

enum counted { INSTRUCTIONS, LOADS, STORES, INSIDE, INSIDE_ACCESSES, COUNTED };

#define STRETCHES_MAX 128

struct stretch {
	uint64_t offset;
	uint64_t size;
};

struct counter {
	FILE *out;
	uint64_t start;
	uint64_t entry;
	struct qemu_plugin_scoreboard *board; /* COUNTED numbers */
	uint64_t at_start[COUNTED];
	struct stretch inside[STRETCHES_MAX];
	unsigned int inside_count;
	bool started;
	bool ended;
};

/* QEMU calls with no more than a number in some places. */
static struct counter *counter;

int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static _Noreturn void die(const char *what, const char *value)
{
	fprintf(stderr, "count: %s: %s\n", what, value);
	exit(99);
}

static struct qemu_plugin_u64 place(enum counted which)
{
	return (struct qemu_plugin_u64){ .score = counter->board, .offset = which * sizeof(uint64_t) };
}

static void at_start(unsigned int cpu, void *data)
{
	struct counter *c = data;

	(void)cpu;
	if (c->started)
		return;
	c->started = true;
	for (unsigned int i = 0; i < COUNTED; i++)
		c->at_start[i] = qemu_plugin_u64_sum(place(i));
}

static void at_entry(unsigned int cpu, void *data)
{
	struct counter *c = data;

	(void)cpu;
	if (!c->started || c->ended)
		return;
	c->ended = true;
	for (unsigned int i = 0; i < COUNTED; i++)
		fprintf(c->out, "%" PRIu64 "%c", qemu_plugin_u64_sum(place(i)) - c->at_start[i], i + 1 < COUNTED ? ' ' : '\n');
}

static bool is_inside(const struct counter *c, uint64_t pc)
{
	for (unsigned int i = 0; i < c->inside_count; i++)
		if (pc - c->start - c->inside[i].offset < c->inside[i].size)
			return true;
	return false;
}

static void translate(struct qemu_plugin_insn *insn)
{
	uint64_t pc = qemu_plugin_insn_vaddr(insn);

	if (pc == counter->start)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, at_start, QEMU_PLUGIN_NO_REGS, counter);
	if (pc == counter->entry)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, at_entry, QEMU_PLUGIN_NO_REGS, counter);
	qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn, QEMU_PLUGIN_ADD, place(INSTRUCTIONS), 1);
	if (is_inside(counter, pc)) {
		qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn, QEMU_PLUGIN_ADD, place(INSIDE), 1);
		qemu_plugin_register_vcpu_mem_inline_per_vcpu(insn, QEMU_PLUGIN_ALL_ACCESSES, QEMU_PLUGIN_ADD, place(INSIDE_ACCESSES), 1);
	}
	qemu_plugin_register_vcpu_mem_inline_per_vcpu(insn, QEMU_PLUGIN_LOADS, QEMU_PLUGIN_ADD, place(LOADS), 1);
	qemu_plugin_register_vcpu_mem_inline_per_vcpu(insn, QEMU_PLUGIN_STORES, QEMU_PLUGIN_ADD, place(STORES), 1);
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
		die("cannot write", "out=FILE");
}

static void take_inside(struct counter *c, const char *text)
{
	char *end;

	if (c->inside_count == STRETCHES_MAX)
		die("too many stretches", text);
	c->inside[c->inside_count].offset = strtoull(text, &end, 0);
	if (*end != '+')
		die("not OFFSET+SIZE", text);
	c->inside[c->inside_count++].size = strtoull(end + 1, NULL, 0);
}

static void take_argument(struct counter *c, const char *argument)
{
	if (!strncmp(argument, "start=", 6))
		c->start = strtoull(argument + 6, NULL, 0);
	else if (!strncmp(argument, "entry=", 6))
		c->entry = strtoull(argument + 6, NULL, 0);
	else if (!strncmp(argument, "inside=", 7))
		take_inside(c, argument + 7);
	else if (!strncmp(argument, "out=", 4))
		c->out = fopen(argument + 4, "w");
	else
		die("unknown argument", argument);
}

int qemu_plugin_install(uint64_t id, const struct qemu_info *info, int argc, char **argv)
{
	(void)info;
	counter = calloc(1, sizeof(*counter));
	if (!counter)
		die("out of memory", "");
	for (int i = 0; i < argc; i++)
		take_argument(counter, argv[i]);
	if (!counter->out || !counter->start || !counter->entry)
		die("wants", "start=ADDRESS,entry=ADDRESS,out=FILE");
	counter->board = qemu_plugin_scoreboard_new(COUNTED * sizeof(uint64_t));
	qemu_plugin_register_vcpu_tb_trans_cb(id, at_translation);
	qemu_plugin_register_atexit_cb(id, at_exit, counter);
	return 0;
}
