/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/iomem.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/memmap.h"

struct line {
	size_t depth; /* leading spaces */
	struct range range;
	const char *name; /* not terminated */
	size_t name_size;
};

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Reads 1 to 16 hexadecimal digits and steps over them. */
static bool take_hex(const char **at, const char *end, uint64_t *ret)
{
	uint64_t value = 0;
	size_t digits = 0;

	for (; *at < end && hex_digit(**at) >= 0; (*at)++, digits++)
		value = value << 4 | (uint64_t)hex_digit(**at);
	*ret = value;
	return digits >= 1 && digits <= 16;
}

static bool take_text(const char **at, const char *end, const char *text)
{
	size_t size = strlen(text);

	if ((size_t)(end - *at) < size || memcmp(*at, text, size) != 0)
		return false;
	*at += size;
	return true;
}

bool iomem_take_range(const char **at, const char *end, struct range *ret)
{
	uint64_t first, last;

	if (!take_hex(at, end, &first) || !take_text(at, end, "-") || !take_hex(at, end, &last) || last < first)
		return false;
	*ret = (struct range){ first, last == UINT64_MAX ? UINT64_MAX : last + 1 };
	return true;
}

/* A line is "  40000000-bfffffff : System RAM"; its end is inclusive. */
static bool parse_line(const char *at, const char *end, struct line *ret)
{
	const char *start = at;

	while (at < end && *at == ' ')
		at++;
	ret->depth = (size_t)(at - start);
	if (!iomem_take_range(&at, end, &ret->range) || !take_text(&at, end, " : "))
		return false;
	ret->name = at;
	ret->name_size = (size_t)(end - at);
	if (ret->name_size && at[ret->name_size - 1] == '\r') /* a recorded machine that a mail program has changed */
		ret->name_size--;
	return true;
}

static bool is_named(const struct line *line, const char *name)
{
	return line->name_size == strlen(name) && memcmp(line->name, name, line->name_size) == 0;
}

/* The kernel shows RAM that a driver has added as "System RAM (NAME)". */
static bool is_of_driver(const struct line *line)
{
	const char *at = line->name, *end = at + line->name_size;

	return take_text(&at, end, "System RAM (") && end[-1] == ')';
}

/* Linux shows no more levels than MAX_IORES_LEVEL, 8 (kernel/resource.c); a map is not to be divided by lines that lie upon each other. */
#define LEVELS_MAX 64

struct reader {
	struct memmap map;
	uint64_t level[LEVELS_MAX]; /* ends of the lines that hold the present one, descending */
	size_t levels;
	bool in_crash;	    /* the line before is a crash region or inside one */
	size_t crash_depth; /* the depth of that region's line */
	bool any_address;   /* a line has an address that is not zero */
	bool any_ram;
};

static int paint_crash(struct reader *reader, const struct line *line, enum mem_type type)
{
	reader->in_crash = true;
	reader->crash_depth = line->depth;
	return memmap_paint(&reader->map, line->range, type);
}

static int paint_line(struct reader *reader, const struct line *line)
{
	if (reader->in_crash && line->depth <= reader->crash_depth)
		reader->in_crash = false;
	if (line->range.start || line->range.end > 1)
		reader->any_address = true;

	if (is_named(line, "Crash kernel"))
		return paint_crash(reader, line, MEM_CRASH);
	if (is_named(line, "Crash kernel (low)"))
		return paint_crash(reader, line, MEM_CRASH_LOW);
	if (reader->in_crash)
		return 0;
	if (is_named(line, "System RAM")) {
		reader->any_ram = true;
		return memmap_paint(&reader->map, line->range, MEM_RAM);
	}
	if (is_of_driver(line))
		return memmap_paint(&reader->map, line->range, MEM_DRIVER);
	if (is_named(line, "Kexec kernel"))
		return memmap_paint(&reader->map, line->range, MEM_KEXEC);
	if (is_named(line, "Kernel code") || is_named(line, "Kernel data")) {
		struct range *kernel = is_named(line, "Kernel code") ? &reader->map.kernel_code : &reader->map.kernel_data;

		*kernel = line->range;
		return 0;
	}
	if (line->depth && is_named(line, "reserved"))
		reader->map.names_reserved = true;
	return memmap_repaint_ram(&reader->map, line->range, MEM_RESERVED);
}

/* False if too many lines hold this one. */
static bool enter_level(struct reader *reader, struct range range)
{
	size_t at;

	while (reader->levels && reader->level[reader->levels - 1] <= range.start)
		reader->levels--;
	for (at = reader->levels; at && reader->level[at - 1] <= range.end; at--)
		if (reader->level[at - 1] == range.end)
			return true;
	if (reader->levels == LEVELS_MAX)
		return false;
	memmove(&reader->level[at + 1], &reader->level[at], (reader->levels - at) * sizeof(reader->level[0]));
	reader->level[at] = range.end;
	reader->levels++;
	return true;
}

static void release_reader(struct reader *reader)
{
	memmap_release(&reader->map);
}

static int check_reader(const struct reader *reader, struct diag *diag)
{
	if (reader->any_ram && !reader->any_address) {
		diag_fail(diag, -EACCES, "/proc/iomem shows only zero addresses: the memory map is hidden from this user");
		diag_hint(diag, "Run as root (with CAP_SYS_ADMIN).");
		return -EACCES;
	}
	if (!reader->any_ram)
		return diag_fail(diag, -EINVAL, "/proc/iomem has no \"System RAM\" line");
	return 0;
}

/*
 * The kernel shows a tree in ascending order, parents first. RAM out of order would paint over its own children, and descending
 * lines would each move all areas behind them.
 */
static int fail_order(size_t number, const char *at, const char *end, struct diag *diag)
{
	diag_fail(diag, -EINVAL, "/proc/iomem line %zu is \"%.*s\", which begins below the line before it", number,
		  (int)(end - at > 80 ? 80 : end - at), at);
	diag_hint(diag,
		  "Memory was added or removed while the file was read: try again. A recorded machine must have the lines in "
		  "the kernel's order.");
	return -EINVAL;
}

int iomem_parse(struct view text, struct memmap *ret, struct diag *diag)
{
	CLEANUP(release_reader) struct reader reader = { 0 };
	const char *at = (const char *)text.data, *end = at + text.size;
	uint64_t start = 0;
	int r;

	for (size_t number = 1; at < end; number++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *line_end = newline ? newline : end;
		struct line line;

		if (line_end != at && (line_end != at + 1 || *at != '\r')) {
			if (!parse_line(at, line_end, &line))
				return diag_fail(diag, -EINVAL,
						 "/proc/iomem line %zu is \"%.*s\", expected \"start-end : name\"", number,
						 (int)(line_end - at > 80 ? 80 : line_end - at), at);
			if (line.range.start < start)
				return fail_order(number, at, line_end, diag);
			start = line.range.start;
			if (!enter_level(&reader, line.range))
				return diag_fail(diag, -EINVAL, "/proc/iomem line %zu lies inside more than %d others", number, LEVELS_MAX);
			if (paint_line(&reader, &line) < 0)
				return diag_oom(diag);
		}
		at = newline ? newline + 1 : end;
	}
	r = check_reader(&reader, diag);
	if (r < 0)
		return r;
	*ret = reader.map;
	reader.map = (struct memmap){ 0 };
	return 0;
}

bool iomem_next(struct view *text, struct iomem_line *ret)
{
	const char *at = (const char *)text->data, *end = at + text->size;
	struct line line;
	bool found = false;

	while (at < end && !found) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		found = parse_line(at, newline ? newline : end, &line);
		at = newline ? newline + 1 : end;
	}
	*text = (struct view){ (const uint8_t *)at, (size_t)(end - at) };
	if (found)
		*ret = (struct iomem_line){ line.range, { (const uint8_t *)line.name, line.name_size } };
	return found;
}
