/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <string.h>

#include "kexec/plan/plan.h"
#include "kexec/plan/size.h"

#define MAP_COLUMNS 64

static const char letter[PART_COUNT] = {
	[PART_KERNEL] = 'K', [PART_INITRD] = 'I', [PART_DTB] = 'D', [PART_ELFCOREHDR] = 'E', [PART_PURGATORY] = 'P',
};

static void print_row(FILE *out, struct range range, const char *what)
{
	fprintf(out, "  0x%016" PRIx64 "  0x%016" PRIx64 "  %-10s  %s\n", range.start, range.end - 1,
		size_text(range_size(range)).text, what);
}

static void print_rows(const struct plan *plan, FILE *out)
{
	uint64_t at = plan->region.start;

	fprintf(out, "  %-18s  %-18s  %-10s  %s\n", "start", "end", "size", "what");
	for (size_t i = 0; i < plan->segment_count; i++) {
		const struct segment *segment = &plan->segment[i];

		if (at < segment->memory.start)
			print_row(out, (struct range){ at, segment->memory.start }, plan->crash ? "(free)" : "(not touched)");
		print_row(out, segment->memory, part_name(segment->part));
		at = segment->memory.end;
	}
	if (at < plan->region.end)
		print_row(out, (struct range){ at, plan->region.end }, plan->crash ? "(free)" : "(not touched)");
}

/* The columns that [start, end) touches get the part's letter; one that two parts share gets '*'. */
static void draw(const struct plan *plan, uint64_t column, char map[MAP_COLUMNS + 1])
{
	memset(map, '.', MAP_COLUMNS);
	map[MAP_COLUMNS] = '\0';
	for (size_t i = 0; i < plan->segment_count; i++) {
		const struct segment *segment = &plan->segment[i];
		uint64_t first = (segment->memory.start - plan->region.start) / column;
		uint64_t last = (segment->memory.end - 1 - plan->region.start) / column;

		for (uint64_t at = first; at <= last && at < MAP_COLUMNS; at++)
			map[at] = map[at] == '.' ? letter[segment->part] : '*';
	}
}

static void print_map(const struct plan *plan, FILE *out)
{
	uint64_t column = (range_size(plan->region) + MAP_COLUMNS - 1) / MAP_COLUMNS;
	char map[MAP_COLUMNS + 1];

	draw(plan, column, map);
	fprintf(out, "  [%s]\n  one column is %s:", map, size_text(column).text);
	for (size_t i = 0; i < plan->segment_count; i++)
		fprintf(out, " %c %s,", letter[plan->segment[i].part], part_name(plan->segment[i].part));
	fprintf(out, " * several, . %s\n", plan->crash ? "free" : "not touched");
}

void plan_print_text(const struct plan *plan, const struct machine *machine, FILE *out)
{
	fprintf(out, "%s load by kexec_load, %s pages\n\n", plan->crash ? "crash" : "normal",
		size_text(machine->page_size).text);
	fprintf(out, "into 0x%" PRIx64 "-0x%" PRIx64 " (%s): %s\n", plan->region.start, plan->region.end - 1,
		size_text(range_size(plan->region)).text, plan->reason);
	print_rows(plan, out);
	print_map(plan, out);
	if (plan->crash)
		fprintf(out, "\nmemory of the capture kernel:\n");
	for (size_t i = 0; i < plan->usable_count; i++)
		print_row(out, plan->usable[i], i ? "(not loaded into)" : "(loaded into)");
	fprintf(out, "\nentry 0x%" PRIx64 "%s, kernel 0x%" PRIx64 "\n", plan->entry,
		plan->entry == plan_segment(plan, PART_PURGATORY)->memory.start ? " (purgatory)" : " (--entry)",
		plan->kernel_entry);
}

static void print_json_string(const char *text, FILE *out)
{
	putc('"', out);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20)
			fprintf(out, "\\u%04x", c);
		else
			putc(c, out);
	}
	putc('"', out);
}

static void print_json_range(struct range range, FILE *out)
{
	fprintf(out, "\"start\": \"0x%" PRIx64 "\", \"size\": %" PRIu64, range.start, range_size(range));
}

static void print_json_segments(const struct plan *plan, FILE *out)
{
	for (size_t i = 0; i < plan->segment_count; i++) {
		const struct segment *segment = &plan->segment[i];

		fprintf(out, "%s    {\"part\": \"%s\", ", i ? ",\n" : "", part_name(segment->part));
		print_json_range(segment->memory, out);
		fprintf(out, ", \"bytes\": %zu}", segment->bytes.size);
	}
}

void plan_print_json(const struct plan *plan, const struct machine *machine, FILE *out)
{
	fprintf(out, "{\n  \"version\": 1,\n  \"arch\": \"%s\",\n  \"kind\": \"%s\",\n  \"syscall\": \"kexec_load\",\n",
		machine->arch->name, plan->crash ? "crash" : "normal");
	fprintf(out, "  \"page_size\": %" PRIu64 ",\n  \"entry\": \"0x%" PRIx64 "\",\n  \"kernel_entry\": \"0x%" PRIx64 "\",\n",
		machine->page_size, plan->entry, plan->kernel_entry);
	fprintf(out, "  \"region\": {");
	print_json_range(plan->region, out);
	fprintf(out, ", \"reason\": ");
	print_json_string(plan->reason, out);
	fprintf(out, "},\n  \"usable_memory\": [");
	for (size_t i = 0; i < plan->usable_count; i++) {
		fprintf(out, "%s{", i ? ", " : "");
		print_json_range(plan->usable[i], out);
		putc('}', out);
	}
	fprintf(out, "],\n  \"segments\": [\n");
	print_json_segments(plan, out);
	fprintf(out, "\n  ]\n}\n");
}
