/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes the purgatory's segment as the loader would, for a bare machine: make-segment OUT KEY=VALUE... NAME@START=FILE... */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arm64/purgatory.h"
#include "kexec/build/handoff.h"

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

static void set_value(struct handoff_values *values, const char *key, uint64_t value)
{
	if (!strcmp(key, "entry"))
		values->kernel_entry = value;
	else if (!strcmp(key, "dtb"))
		values->dtb = value;
	else if (!strcmp(key, "flags"))
		values->flags = (uint32_t)value;
	else if (!strcmp(key, "psci"))
		values->psci = (enum handoff_psci)value;
	else if (!strcmp(key, "console"))
		values->console.type = (uint32_t)value;
	else if (!strcmp(key, "base"))
		values->console.base = value;
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

static void take_argument(struct handoff_values *values, struct handoff_part *parts, char *argument)
{
	char *value = cut(argument, '=');
	char *start = cut(argument, '@');

	if (!value)
		die("neither KEY=VALUE nor NAME@START=FILE", argument);
	if (!start) {
		set_value(values, argument, number(value));
		return;
	}
	if (values->part_count == HANDOFF_REGIONS_MAX)
		die("too many parts", argument);
	parts[values->part_count++] =
		(struct handoff_part){ .name = argument, .start = number(start), .bytes = read_file(value) };
}

int main(int argc, char **argv)
{
	struct handoff_part parts[HANDOFF_REGIONS_MAX];
	struct handoff_values values = {
		.purgatory = arm64_purgatory(),
		.console = { .type = HANDOFF_CONSOLE_PL011, .io_width = 4, .base = 0x9000000 },
		.parts = parts,
	};
	struct blob segment;
	struct diag diag;

	if (argc < 2)
		die("usage", "make-segment OUT KEY=VALUE... NAME@START=FILE...");
	for (int i = 2; i < argc; i++)
		take_argument(&values, parts, argv[i]);
	if (handoff_build(&values, &segment, &diag))
		die("handoff_build", diag.message);
	write_file(argv[1], blob_view(&segment));
	blob_release(&segment);
	for (size_t i = 0; i < values.part_count; i++)
		free((void *)(uintptr_t)parts[i].bytes.data);
	return EXIT_SUCCESS;
}
