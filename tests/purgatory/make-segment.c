/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes the purgatory's segment as the loader would, for a bare machine:
 *
 *	make-segment OUT KEY=VALUE... NAME@START=FILE... NAME@START<STAGED=FILE...
 *
 * Keys: segment, entry, flags, received (arguments_received), on_mismatch, console, space, base, reg_shift, io_width, ramoops,
 * ramoops_size, ramoops_kind: members of struct handoff_values. dtb: argument 0. psci: the conduit of a reset by PSCI, 0 for
 * none; write=ADDRESS: a reset step before it that stores there. tables=0: no tables. hole=START: memory that starts there is
 * not in the tables.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "arch/arm64/conduit.h"
#include "common/bytes.h"
#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/memmap.h"
#include "kexec/parts/handoff-write.h"
#include "kexec/plan/moves.h"

#define PAGE 4096

struct job {
	struct handoff_values values;
	struct handoff_part part[HANDOFF_REGIONS_MAX];
	uint64_t hole;
	bool tables;
};

static _Noreturn void die(const char *what, const char *value)
{
	fprintf(stderr, "make-segment: %s: %s\n", what, value);
	exit(EXIT_FAILURE);
}

static uint64_t number(const char *text)
{
	char *end;
	unsigned long long value = strtoull(text, &end, 0);

	if (end == text || *end)
		die("not a number", text);
	return value;
}

static struct view read_file(const char *name)
{
	FILE *file = fopen(name, "rb");
	long size;
	uint8_t *data;

	if (!file || fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0 || fseek(file, 0, SEEK_SET))
		die("cannot read", name);
	data = malloc((size_t)size + 1);
	if (!data || fread(data, 1, (size_t)size, file) != (size_t)size)
		die("cannot read", name);
	fclose(file);
	return (struct view){ .data = data, .size = (size_t)size };
}

static void write_file(const char *name, struct view bytes)
{
	FILE *file = fopen(name, "wb");

	if (!file || fwrite(bytes.data, 1, bytes.size, file) != bytes.size || fclose(file))
		die("cannot write", name);
}

static bool set_place(struct job *job, const char *key, uint64_t value)
{
	if (!strcmp(key, "segment"))
		job->values.segment = value;
	else if (!strcmp(key, "entry"))
		job->values.kernel_entry = value;
	else if (!strcmp(key, "dtb"))
		job->values.argument[0] = value;
	else if (!strcmp(key, "received"))
		job->values.arguments_received = (uint32_t)value;
	else if (!strcmp(key, "hole"))
		job->hole = value;
	else if (!strcmp(key, "tables"))
		job->tables = value != 0;
	else
		return false;
	return true;
}

static bool set_port(struct handoff_values *values, const char *key, uint64_t value)
{
	if (!strcmp(key, "console"))
		values->console.type = (uint32_t)value;
	else if (!strcmp(key, "space"))
		values->console.space = (uint32_t)value;
	else if (!strcmp(key, "base"))
		values->console.base = value;
	else if (!strcmp(key, "reg_shift"))
		values->console.reg_shift = (uint32_t)value;
	else if (!strcmp(key, "io_width"))
		values->console.io_width = (uint32_t)value;
	else if (!strcmp(key, "ramoops"))
		values->ramoops.base = value;
	else if (!strcmp(key, "ramoops_size"))
		values->ramoops.size = (uint32_t)value;
	else if (!strcmp(key, "ramoops_kind"))
		values->ramoops.kind = (uint32_t)value;
	else
		return false;
	return true;
}

static void set_value(struct job *job, const char *key, uint64_t value)
{
	if (set_place(job, key, value) || set_port(&job->values, key, value))
		return;
	if (!strcmp(key, "flags"))
		job->values.flags = (uint32_t)value;
	else if (!strcmp(key, "psci"))
		job->values.reset[1] = value ? (struct handoff_reset){ .kind = HANDOFF_RESET_FIRMWARE, .value = value }
					     : (struct handoff_reset){ .kind = HANDOFF_RESET_NONE };
	else if (!strcmp(key, "write"))
		job->values.reset[0] =
			(struct handoff_reset){ .kind = HANDOFF_RESET_WRITE_MEMORY, .width = 4, .address = value, .value = 1 };
	else if (!strcmp(key, "on_mismatch"))
		job->values.on_mismatch = (enum handoff_on_mismatch)value;
	else
		die("unknown key", key);
}

/* Cuts the text at the character; the rest, or NULL. */
static char *cut(char *text, char at)
{
	char *found = strchr(text, at);

	if (found)
		*found++ = '\0';
	return found;
}

static void take_argument(struct job *job, char *argument)
{
	char *value = cut(argument, '='), *start = cut(argument, '@'), *staged = start ? cut(start, '<') : NULL;

	if (!value)
		die("neither KEY=VALUE nor NAME@START=FILE", argument);
	if (!start) {
		set_value(job, argument, number(value));
		return;
	}
	if (job->values.part_count == HANDOFF_REGIONS_MAX)
		die("too many parts", argument);
	job->part[job->values.part_count++] = (struct handoff_part){
		.name = argument,
		.start = number(start),
		.staged = number(staged ? staged : start),
		.bytes = read_file(value),
	};
}

static void order_parts(struct job *job)
{
	struct move move[HANDOFF_REGIONS_MAX];
	struct handoff_part ordered[HANDOFF_REGIONS_MAX];
	size_t order[HANDOFF_REGIONS_MAX], count = job->values.part_count;
	struct diag diag;

	for (size_t i = 0; i < count; i++)
		move[i] = (struct move){ job->part[i].name, job->part[i].staged, job->part[i].start, job->part[i].bytes.size };
	if (moves_order(move, count, order, &diag))
		die("moves_order", diag.message);
	for (size_t i = 0; i < count; i++)
		ordered[i] = job->part[order[i]];
	memcpy(job->part, ordered, count * sizeof(ordered[0]));
}

/* In whole pages; the loader's parts have pages of their own, these need not. */
static size_t list_memory(const struct job *job, struct range *ret)
{
	struct ranges list;
	size_t count = 0;

	for (size_t i = 0; i < job->values.part_count; i++) {
		const uint64_t at[] = { job->part[i].start, job->part[i].staged };

		for (size_t j = 0; j < 2; j++)
			if (at[j] != job->hole)
				ret[count++] = (struct range){ align_down(at[j], PAGE),
							       align_down(at[j] + job->part[i].bytes.size + PAGE - 1, PAGE) };
	}
	list = (struct ranges){ ret, count };
	ranges_merge(&list);
	return list.count;
}

static void make_tables(struct job *job, struct blob *ret)
{
	struct range memory[2 * HANDOFF_REGIONS_MAX];
	struct purgatory_map map = { .memory = memory, .memory_count = list_memory(job, memory) };
	uint64_t size[HANDOFF_REGIONS_MAX];
	struct diag diag;

	for (size_t i = 0; i < job->values.part_count; i++)
		size[i] = job->part[i].bytes.size;
	map.segment.start = job->values.segment;
	map.segment.end = job->values.segment + align_down(handoff_segment_bound(size, job->values.part_count,
										 arch_arm64.tables_bound(map.memory_count)) +
								   PAGE - 1,
							   PAGE);
	if (job->values.console.type)
		map.device = job->values.console.base;
	if (arch_arm64.tables(&map, ret, &diag))
		die("tables", diag.message);
}

int main(int argc, char **argv)
{
	struct job job = {
		.values = { .purgatory = arch_arm64.purgatory(),
			    .segment = 0x45000000,
			    .console = { .type = HANDOFF_CONSOLE_PL011, .io_width = 4, .base = 0x9000000 } },
		.tables = true,
	};
	struct blob segment, tables = { 0 };
	struct diag diag;

	if (argc < 2)
		die("usage", "make-segment OUT KEY=VALUE... NAME@START[<STAGED]=FILE...");
	for (int i = 2; i < argc; i++)
		take_argument(&job, argv[i]);
	order_parts(&job);
	if (job.tables)
		make_tables(&job, &tables);
	job.values.tables = blob_view(&tables);
	job.values.parts = job.part;
	if (handoff_build(&job.values, &segment, &diag))
		die("handoff_build", diag.message);
	write_file(argv[1], blob_view(&segment));
	blob_release(&segment);
	blob_release(&tables);
	for (size_t i = 0; i < job.values.part_count; i++)
		free((void *)(uintptr_t)job.part[i].bytes.data);
	return EXIT_SUCCESS;
}
