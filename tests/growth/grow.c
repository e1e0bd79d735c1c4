/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grow NAME N writes the input of that name with N lines, nodes, sections, ...; grow --list prints "NAME TARGET N" for each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/growth/grow.h"

void must(bool ok)
{
	if (!ok)
		abort();
}

void put(const void *bytes, size_t size)
{
	must(fwrite(bytes, 1, size, stdout) == size);
}

static void list(const struct growth_inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++)
		printf("%s %s %u\n", inputs->input[i].name, inputs->input[i].target, inputs->input[i].n);
}

static const struct growth_input *find(const struct growth_inputs *inputs, const char *name)
{
	for (size_t i = 0; i < inputs->count; i++)
		if (!strcmp(inputs->input[i].name, name))
			return &inputs->input[i];
	return NULL;
}

int main(int argc, char **argv)
{
	const struct growth_inputs *all[] = { &growth_texts, &growth_trees, &growth_binaries };
	const bool listing = argc == 2 && !strcmp(argv[1], "--list");

	if (!listing && argc != 3)
		return 99;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const struct growth_input *input = listing ? NULL : find(all[i], argv[1]);

		if (listing)
			list(all[i]);
		if (!input)
			continue;
		input->write((unsigned)strtoul(argv[2], NULL, 10));
		return fflush(stdout) ? 1 : 0;
	}
	return listing ? 0 : 99;
}
