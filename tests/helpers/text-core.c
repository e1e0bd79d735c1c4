/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/text-core.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "tests/helpers/core-writer.h"

enum { PATCHES_MAX = 16, TEXT_MAX = 1 << 16 };

/* A change to the file when it is written: a number of size bytes, or, if size is 0, its end. */
struct patch {
	enum core_place place;
	uint64_t offset, size, value;
};

struct making {
	struct core_writer writer;
	struct patch patch[PATCHES_MAX];
	size_t patch_count;
};

static int parse_place(const char *name, enum core_place *ret)
{
	static const char *const names[PLACE_COUNT] = {
		[PLACE_POINTER] = "pointer",   [PLACE_VARIABLES] = "variables", [PLACE_DESCS] = "descs",
		[PLACE_INFOS] = "infos",       [PLACE_TEXT] = "text",		[PLACE_HEADER] = "header",
		[PLACE_PROGRAMS] = "programs", [PLACE_NOTES] = "notes",
	};

	for (unsigned i = 0; name && i < PLACE_COUNT; i++)
		if (!strcmp(name, names[i])) {
			*ret = (enum core_place)i;
			return 0;
		}
	return -EINVAL;
}

static int parse_number(const char *word, uint64_t *ret)
{
	char *end;

	if (!word || !*word)
		return -EINVAL;
	*ret = strtoull(word, &end, 0);
	return *end ? -EINVAL : 0;
}

/* Options are NAME=VALUE. */
static int parse_option(const char *word, struct core_spec *spec)
{
	const char *value = strchr(word, '=');
	uint64_t number = 0;

	if (!value)
		return -EINVAL;
	(void)parse_number(value + 1, &number);
	if (!strcmp(word, "fit=exact"))
		spec->exact_fit = true;
	else if (!strcmp(word, "order=big"))
		spec->is_big_endian = true;
	else if (!strcmp(word, "record=log"))
		spec->record = "log";
	else if (!strcmp(word, "bits=32"))
		spec->bits = 32;
	else if (!strcmp(word, "elf=32"))
		spec->elf_bits = 32;
	else if (!strncmp(word, "count=", 6))
		spec->count_bits = (unsigned)number;
	else if (!strncmp(word, "size=", 5))
		spec->size_bits = (unsigned)number;
	else if (!strncmp(word, "info=", 5))
		spec->info_size = (size_t)number;
	else if (!strncmp(word, "header=", 7))
		spec->header_size = (size_t)number;
	else
		return -EINVAL;
	return 0;
}

static int start(char *line, struct core_writer *ret)
{
	struct core_spec spec = { .bits = 64,
				  .elf_bits = 64,
				  .count_bits = 4,
				  .size_bits = 10,
				  .info_size = 88,
				  .record = "printk_log",
				  .header_size = 16 };
	char *rest, *word = strtok_r(line, " ", &rest);

	if (!word)
		return -EINVAL;
	if (!strcmp(word, "records"))
		spec.format = CORE_RECORDS;
	else if (!strcmp(word, "chars"))
		spec.format = CORE_CHARS;
	else if (strcmp(word, "ring"))
		return -EINVAL;
	while ((word = strtok_r(NULL, " ", &rest)))
		if (parse_option(word, &spec) < 0)
			return -EINVAL;
	return core_writer_start(&spec, ret);
}

/* "12.000345" in nanoseconds. */
static int parse_time(const char *word, uint64_t *ret)
{
	unsigned long long seconds;
	unsigned microseconds;

	if (!word || sscanf(word, "%llu.%6u", &seconds, &microseconds) != 2)
		return -EINVAL;
	*ret = seconds * 1000000000 + microseconds * 1000;
	return 0;
}

/* In place; the number of bytes. */
static size_t unescape(char *text)
{
	size_t size = 0;
	unsigned byte;

	for (const char *at = text; *at; size++) {
		if (sscanf(at, "\\x%2x", &byte) == 1 && strlen(at) >= 4) {
			text[size] = (char)byte;
			at += 4;
		} else {
			text[size] = *at++;
		}
	}
	return size;
}

static int log_text(struct making *m, char *rest)
{
	char *text = strchr(rest, ' ');
	uint64_t time;

	if (text)
		*text++ = '\0';
	if (parse_time(rest, &time) < 0)
		return -EINVAL;
	core_writer_log(&m->writer, time, (const uint8_t *)(text ? text : ""), text ? unescape(text) : 0);
	return 0;
}

static int log_letters(struct making *m, char *rest)
{
	AUTO_FREE uint8_t *text = malloc(TEXT_MAX);
	char *words, *word = strtok_r(rest, " ", &words);
	uint64_t time, size;

	if (!text)
		return -ENOMEM;
	if (parse_time(word, &time) < 0 || parse_number(strtok_r(NULL, " ", &words), &size) < 0 || size >= TEXT_MAX)
		return -EINVAL;
	for (size_t i = 0; i < size; i++)
		text[i] = (uint8_t)('a' + i % 26);
	core_writer_log(&m->writer, time, text, (size_t)size);
	return 0;
}

static int add_fact(struct making *m, char *rest)
{
	if (m->writer.added_count == CORE_LINES_MAX)
		return -EINVAL;
	m->writer.added[m->writer.added_count++] = rest;
	return 0;
}

static int remove_fact(struct making *m, char *rest)
{
	if (m->writer.removed_count == CORE_LINES_MAX)
		return -EINVAL;
	m->writer.removed[m->writer.removed_count++] = rest;
	return 0;
}

static int leave(struct making *m, char *rest, enum core_unfinished how)
{
	if (*rest)
		return -EINVAL;
	core_writer_leave(&m->writer, how);
	return 0;
}

static int leave_lost(struct making *m, char *rest)
{
	return leave(m, rest, RECORD_LOST);
}

static int leave_reserved(struct making *m, char *rest)
{
	return leave(m, rest, RECORD_RESERVED);
}

static int leave_claimed(struct making *m, char *rest)
{
	return leave(m, rest, RECORD_CLAIMED);
}

static int break_load(struct making *m, char *rest, enum core_break how)
{
	char *words, *word = strtok_r(rest, " ", &words);
	enum core_place place;
	uint64_t offset;

	if (parse_place(word, &place) < 0 || place >= PLACE_HEADER || parse_number(strtok_r(NULL, " ", &words), &offset) < 0)
		return -EINVAL;
	core_writer_break(&m->writer, m->writer.place[place] + offset, how);
	return 0;
}

static int split(struct making *m, char *rest)
{
	return break_load(m, rest, BREAK_SPLIT);
}

static int absent(struct making *m, char *rest)
{
	return break_load(m, rest, BREAK_ABSENT);
}

static int zero(struct making *m, char *rest)
{
	return break_load(m, rest, BREAK_ZERO);
}

static int add_note(struct making *m, char *rest)
{
	uint64_t size;

	if (parse_number(rest, &size) < 0 || size > TEXT_MAX)
		return -EINVAL;
	m->writer.other_note = (size_t)size;
	return 0;
}

static int add_patch(struct making *m, const struct patch *patch)
{
	if (m->patch_count == PATCHES_MAX)
		return -EINVAL;
	m->patch[m->patch_count++] = *patch;
	return 0;
}

static int cut(struct making *m, char *rest)
{
	char *words, *word = strtok_r(rest, " ", &words);
	struct patch patch = { 0 };

	if (parse_place(word, &patch.place) < 0 || parse_number(strtok_r(NULL, " ", &words), &patch.offset) < 0)
		return -EINVAL;
	return add_patch(m, &patch);
}

static int poke(struct making *m, char *rest)
{
	char *words, *word = strtok_r(rest, " ", &words);
	struct patch patch;

	if (parse_place(word, &patch.place) < 0 || parse_number(strtok_r(NULL, " ", &words), &patch.offset) < 0 ||
	    parse_number(strtok_r(NULL, " ", &words), &patch.size) < 0 || !patch.size || patch.size > 8 ||
	    parse_number(strtok_r(NULL, " ", &words), &patch.value) < 0)
		return -EINVAL;
	if (patch.place >= PLACE_HEADER)
		return add_patch(m, &patch);
	core_writer_poke(&m->writer, m->writer.place[patch.place] + patch.offset, (size_t)patch.size, patch.value);
	return 0;
}

static const struct {
	const char *name;
	int (*make)(struct making *m, char *rest);
} row[] = {
	{ "at", log_text },
	{ "fill", log_letters },
	{ "lost", leave_lost },
	{ "reserved", leave_reserved },
	{ "claimed", leave_claimed },
	{ "fact", add_fact },
	{ "without", remove_fact },
	{ "poke", poke },
	{ "split", split },
	{ "absent", absent },
	{ "zero", zero },
	{ "note", add_note },
	{ "cut", cut },
};

static int make_line(struct making *m, char *line)
{
	char *rest = line + strcspn(line, " ");

	if (*rest)
		*rest++ = '\0';
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (!strcmp(line, row[i].name))
			return row[i].make(m, rest);
	return -EINVAL;
}

static void patch_file(const struct making *m, struct blob *file)
{
	for (size_t i = 0; i < m->patch_count; i++) {
		const struct patch *p = &m->patch[i];
		uint64_t at = core_writer_offset(&m->writer, p->place) + p->offset;

		if (!p->size && at < file->size)
			file->size = (size_t)at;
		for (uint64_t n = 0; n < p->size && at + n < file->size; n++)
			file->data[at + n] = (uint8_t)(p->value >> 8 * (m->writer.spec.is_big_endian ? p->size - 1 - n : n));
	}
}

static int make_lines(struct making *m, char *lines, size_t *ret_line)
{
	bool is_started = false;
	char *next;
	int r = -EINVAL;

	*ret_line = 0;
	for (char *line = lines; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		++*ret_line;
		if (!*line || *line == '#')
			continue;
		r = is_started ? make_line(m, line) : start(line, &m->writer);
		is_started = true;
		if (r < 0)
			return r;
	}
	return r;
}

int text_core(struct view text, struct blob *ret, size_t *ret_line)
{
	AUTO_FREE char *lines = malloc(text.size + 1);
	struct making m = { 0 };
	int r;

	if (!lines)
		return -ENOMEM;
	memcpy(lines, text.data, text.size);
	lines[text.size] = '\0';
	r = make_lines(&m, lines, ret_line);
	if (r == 0)
		r = core_writer_finish(&m.writer, ret);
	if (r == 0)
		patch_file(&m, ret);
	core_writer_release(&m.writer);
	return r;
}
