/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/plan/plan-map.h"

#include <stdint.h>
#include <string.h>

#include "kexec/base/size-text.h"
#include "kexec/plan/plan.h"

#define MAP_COLUMNS 64
#define NOTHING '.'
#define SEVERAL '*'

/* colour: a parameter of SGR, ECMA-48, 8.3.117. The eight are in every terminal that has colours. */
static const struct {
	char letter;
	int colour;
} look[PART_COUNT] = {
	[PART_KERNEL] = { 'K', 32 },	 [PART_INITRD] = { 'I', 36 },	 [PART_BOOT] = { 'D', 33 },
	[PART_ELFCOREHDR] = { 'E', 35 }, [PART_PURGATORY] = { 'P', 34 },
};

char plan_letter(enum part part)
{
	return look[part].letter;
}

/* Returns 0 for NOTHING and SEVERAL. */
static int colour_of(char letter)
{
	for (size_t i = 0; i < sizeof(look) / sizeof(look[0]); i++)
		if (look[i].letter == letter)
			return look[i].colour;
	return 0;
}

/* Every column that a segment touches gets the part's letter; a column that several parts share gets '*'. */
static void draw(const struct plan *plan, uint64_t column, char map[MAP_COLUMNS + 1])
{
	memset(map, NOTHING, MAP_COLUMNS);
	map[MAP_COLUMNS] = '\0';
	for (size_t i = 0; i < plan->segment_count; i++) {
		const struct segment *segment = &plan->segment[i];
		uint64_t first = (segment->memory.start - plan->region.start) / column;
		uint64_t last = (segment->memory.end - 1 - plan->region.start) / column;

		for (uint64_t at = first; at <= last && at < MAP_COLUMNS; at++)
			map[at] = map[at] == NOTHING ? plan_letter(segment->part) : SEVERAL;
	}
}

/* Prints size letters that are alike. */
static void print_run(const char *letters, size_t size, bool colour, FILE *out)
{
	int code = colour ? colour_of(*letters) : 0;

	if (code)
		fprintf(out, "\033[%dm", code);
	fprintf(out, "%.*s", (int)size, letters);
	if (code)
		fprintf(out, "\033[0m");
}

static void print_letters(const char *letters, bool colour, FILE *out)
{
	for (size_t size; *letters; letters += size) {
		size = 1;
		while (letters[size] == *letters)
			size++;
		print_run(letters, size, colour, out);
	}
}

void plan_map(const struct plan *plan, bool colour, FILE *out)
{
	uint64_t size = range_size(plan->region), column = size / MAP_COLUMNS + (size % MAP_COLUMNS != 0);
	char map[MAP_COLUMNS + 1];

	draw(plan, column, map);
	fprintf(out, "  [");
	print_letters(map, colour, out);
	fprintf(out, "]\n  one column is %s:", size_text(column).text);
	for (size_t i = 0; i < plan->segment_count; i++) {
		const char letter[] = { plan_letter(plan->segment[i].part), '\0' };

		fprintf(out, " ");
		print_letters(letter, colour, out);
		fprintf(out, " %s,", plan->segment[i].name);
	}
	fprintf(out, " * several, . %s\n", plan->placement == PLACEMENT_FREE_RAM ? "not touched" : "free");
}
