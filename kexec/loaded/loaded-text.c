/* SPDX-License-Identifier: GPL-2.0-only */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/loaded/loaded.h"
#include "kexec/machine/memmap.h"
#include "kexec/plan/demand.h"

#define FIRST_LINE "warmkexec state 1"

static const char *const placement_name[STATE_PLACEMENTS] = {
	[STATE_COPIED] = "copied",
	[STATE_IN_PLACE] = "in-place",
	[STATE_STAGED] = "staged",
};

const char *state_placement_name(enum state_placement placement)
{
	return placement_name[placement];
}

const char *loaded_part_name(enum part part)
{
	static const char *const name[] = { "kernel", "initrd", "dtb", "elfcorehdr", "purgatory", "hole" };

	return name[part];
}

void state_release(struct state *state)
{
	free(state->format);
	free(state->kernel.path);
	free(state->initrd.path);
	free(state->dtb.path);
	free(state->cmdline);
	ranges_release(&state->memory);
	*state = (struct state){ 0 };
}

/* ---- to text ---- */

/* Grows; once it could not, it stays failed. */
struct text {
	char *data;
	size_t size, room;
	bool failed;
};

static void put(struct text *text, const char *bytes, size_t size)
{
	if (!text->failed && text->room - text->size < size) {
		size_t room = (text->room + size) * 2;
		char *data = realloc(text->data, room);

		text->failed = !data;
		if (data) {
			text->data = data;
			text->room = room;
		}
	}
	if (text->failed || !size)
		return;
	memcpy(text->data + text->size, bytes, size);
	text->size += size;
}

static void put_text(struct text *text, const char *string)
{
	put(text, string, strlen(string));
}

static void put_number(struct text *text, uint64_t number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), " 0x%" PRIx64, number);
	put_text(text, digits);
}

static void put_digest(struct text *text, const uint8_t digest[SHA256_SIZE])
{
	char digits[3];

	put(text, " ", 1);
	for (size_t i = 0; i < SHA256_SIZE; i++) {
		snprintf(digits, sizeof(digits), "%02x", digest[i]);
		put(text, digits, 2);
	}
}

static bool is_escaped(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f || c == '%';
}

static void put_string(struct text *text, const char *string)
{
	char escape[4];

	put(text, " ", 1);
	for (; *string; string++) {
		if (!is_escaped(*string)) {
			put(text, string, 1);
			continue;
		}
		snprintf(escape, sizeof(escape), "%%%02x", (unsigned char)*string);
		put(text, escape, 3);
	}
}

static void put_line(struct text *text, const char *keyword, const char *string)
{
	put_text(text, keyword);
	put_string(text, string);
	put(text, "\n", 1);
}

static void put_file(struct text *text, const char *keyword, const struct state_file *file)
{
	if (!file->path)
		return;
	put_text(text, keyword);
	put_digest(text, file->digest);
	put_string(text, file->path);
	put(text, "\n", 1);
}

static void put_part(struct text *text, const struct state_part *part)
{
	put_text(text, "part ");
	put_text(text, loaded_part_name(part->part));
	put_number(text, part->memory.start);
	put_number(text, part->memory.end);
	put_number(text, part->home);
	put_number(text, part->bytes);
	put_digest(text, part->digest);
	put(text, "\n", 1);
}

static void put_numbers(struct text *text, const char *keyword, const uint64_t *number, size_t count)
{
	put_text(text, keyword);
	for (size_t i = 0; i < count; i++)
		put_number(text, number[i]);
	put(text, "\n", 1);
}

int state_write(const struct state *state, struct blob *ret)
{
	struct text text = { 0 };

	put_text(&text, FIRST_LINE "\n");
	put_line(&text, "boot", state->boot_id);
	put_numbers(&text, "when", &state->when, 1);
	put_line(&text, "kind", state->crash ? "crash" : "normal");
	put_line(&text, "format", state->format);
	put_file(&text, "kernel", &state->kernel);
	put_file(&text, "initrd", &state->initrd);
	put_file(&text, "dtb", &state->dtb);
	put_line(&text, "cmdline", state->cmdline);
	put_text(&text, "request");
	put_digest(&text, state->request);
	put(&text, "\n", 1);
	put_line(&text, "placement", placement_name[state->placement]);
	if (state->have_copy_size)
		put_numbers(&text, "copy", &state->copy_size, 1);
	for (size_t i = 0; i < state->memory.count; i++)
		put_numbers(&text, "memory", (uint64_t[]){ state->memory.range[i].start, state->memory.range[i].end }, 2);
	for (size_t i = 0; i < state->part_count; i++)
		put_part(&text, &state->part[i]);
	put_text(&text, "end\n");
	if (text.failed) {
		free(text.data);
		return -ENOMEM;
	}
	*ret = (struct blob){ .data = (uint8_t *)text.data, .size = text.size, .kind = BLOB_HEAP };
	return 0;
}

/* ---- from text ---- */

/* What is left of the line, and of the lines. */
struct reader {
	struct view rest; /* the lines after this one */
	const char *at, *end;
	unsigned number;
};

static bool next_line(struct reader *reader)
{
	const uint8_t *start = reader->rest.data;
	const uint8_t *newline = reader->rest.size ? memchr(start, '\n', reader->rest.size) : NULL;

	reader->number++;
	reader->at = reader->end = NULL;
	if (!newline)
		return false;
	reader->at = (const char *)start;
	reader->end = (const char *)newline;
	reader->rest = (struct view){ newline + 1, reader->rest.size - (size_t)(newline + 1 - start) };
	return true;
}

/* Does the line go on with just this, and then end or go on behind a space? Then it is taken. */
static bool take_word(struct reader *reader, const char *word)
{
	size_t size = strlen(word), left = (size_t)(reader->end - reader->at);

	if (!reader->at || left < size || memcmp(reader->at, word, size) != 0 || (left > size && reader->at[size] != ' '))
		return false;
	reader->at += size;
	return true;
}

static bool at_end(const struct reader *reader)
{
	return reader->at && reader->at == reader->end;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool take_space(struct reader *reader)
{
	if (!reader->at || reader->at == reader->end || *reader->at != ' ')
		return false;
	reader->at++;
	return true;
}

/* " 0x" and up to 16 digits, no zeros in front. */
static bool take_number(struct reader *reader, uint64_t *ret)
{
	uint64_t value = 0;
	int digits = 0;

	if (!take_space(reader) || reader->end - reader->at < 3 || memcmp(reader->at, "0x", 2) != 0)
		return false;
	for (reader->at += 2; reader->at < reader->end && hex_digit(*reader->at) >= 0 && digits < 16; reader->at++, digits++) {
		if (digits && !value)
			return false;
		value = value << 4 | (uint64_t)hex_digit(*reader->at);
	}
	if (!digits || (reader->at < reader->end && *reader->at != ' '))
		return false;
	*ret = value;
	return true;
}

static bool take_digest(struct reader *reader, uint8_t ret[SHA256_SIZE])
{
	if (!take_space(reader) || reader->end - reader->at < 2 * SHA256_SIZE)
		return false;
	for (size_t i = 0; i < SHA256_SIZE; i++, reader->at += 2) {
		int high = hex_digit(reader->at[0]), low = hex_digit(reader->at[1]);

		if (high < 0 || low < 0)
			return false;
		ret[i] = (uint8_t)(high << 4 | low);
	}
	return reader->at == reader->end || *reader->at == ' ';
}

/* The character of an escape, 0 where there is none: NUL ends a string and is in none. */
static char unescape(const struct reader *reader)
{
	int high, low;
	char c;

	if (reader->end - reader->at < 3)
		return 0;
	high = hex_digit(reader->at[1]);
	low = hex_digit(reader->at[2]);
	if (high < 0 || low < 0)
		return 0;
	c = (char)(high << 4 | low);
	return is_escaped(c) ? c : 0;
}

/* All that is left of the line. Returns 0, -EINVAL or -ENOMEM. */
static int take_string(struct reader *reader, char **ret)
{
	AUTO_FREE char *string = NULL;
	char *to;

	if (!take_space(reader))
		return -EINVAL;
	string = to = malloc((size_t)(reader->end - reader->at) + 1);
	if (!string)
		return -ENOMEM;
	while (reader->at < reader->end) {
		char c = *reader->at == '%' ? unescape(reader) : *reader->at;

		if (!c || (*reader->at != '%' && is_escaped(c)))
			return -EINVAL;
		*to++ = c;
		reader->at += *reader->at == '%' ? 3 : 1;
	}
	*to = '\0';
	*ret = TAKE(string);
	return 0;
}

static int parse_string(struct reader *reader, const char *keyword, char **ret)
{
	return next_line(reader) && take_word(reader, keyword) ? take_string(reader, ret) : -EINVAL;
}

static int parse_boot_id(struct reader *reader, char ret[BOOT_ID_SIZE])
{
	AUTO_FREE char *text = NULL;
	int r = parse_string(reader, "boot", &text);

	if (!r && strlen(text) != BOOT_ID_SIZE - 1)
		r = -EINVAL;
	if (!r)
		memcpy(ret, text, BOOT_ID_SIZE);
	return r;
}

static int parse_when(struct reader *reader, uint64_t *ret)
{
	return next_line(reader) && take_word(reader, "when") && take_number(reader, ret) && at_end(reader) ? 0 : -EINVAL;
}

static int parse_kind(struct reader *reader, bool *ret)
{
	AUTO_FREE char *text = NULL;
	int r = parse_string(reader, "kind", &text);

	if (r < 0)
		return r;
	*ret = strcmp(text, "crash") == 0;
	return *ret || strcmp(text, "normal") == 0 ? 0 : -EINVAL;
}

/* Of the line that the reader stands on; goes on to the next when it is this file's. */
static int parse_file(struct reader *reader, const char *keyword, struct state_file *ret)
{
	int r;

	if (!take_word(reader, keyword))
		return 0;
	r = take_digest(reader, ret->digest) ? take_string(reader, &ret->path) : -EINVAL;
	return r ? r : next_line(reader) ? 0 : -EINVAL;
}

static int parse_files(struct reader *reader, struct state *state)
{
	int r = next_line(reader) ? parse_file(reader, "kernel", &state->kernel) : -EINVAL;

	if (!r && !state->kernel.path)
		r = -EINVAL;
	if (!r)
		r = parse_file(reader, "initrd", &state->initrd);
	if (!r)
		r = parse_file(reader, "dtb", &state->dtb);
	if (!r)
		r = take_word(reader, "cmdline") ? take_string(reader, &state->cmdline) : -EINVAL;
	return r;
}

static int parse_request(struct reader *reader, uint8_t ret[SHA256_SIZE])
{
	return next_line(reader) && take_word(reader, "request") && take_digest(reader, ret) && at_end(reader) ? 0 : -EINVAL;
}

static int parse_placement(struct reader *reader, enum state_placement *ret)
{
	AUTO_FREE char *text = NULL;
	int r = parse_string(reader, "placement", &text);

	if (r < 0)
		return r;
	for (int i = 0; i < STATE_PLACEMENTS; i++) {
		if (strcmp(text, placement_name[i]) == 0) {
			*ret = (enum state_placement)i;
			return 0;
		}
	}
	return -EINVAL;
}

/* Stands on a line and goes on to the next. */
static int parse_copy_size(struct reader *reader, struct state *state)
{
	if (!take_word(reader, "copy"))
		return 0;
	state->have_copy_size = true;
	return take_number(reader, &state->copy_size) && at_end(reader) && next_line(reader) ? 0 : -EINVAL;
}

/* Ranges must ascend and not touch. */
static int add_range(struct ranges *ranges, struct range range)
{
	if (range_is_empty(range) || (ranges->count && ranges->range[ranges->count - 1].end >= range.start))
		return -EINVAL;
	return ranges_append(ranges, range);
}

static int parse_memory(struct reader *reader, struct ranges *ranges)
{
	int r = 0;

	while (!r && take_word(reader, "memory")) {
		struct range range;

		if (!take_number(reader, &range.start) || !take_number(reader, &range.end) || !at_end(reader))
			return -EINVAL;
		r = add_range(ranges, range);
		if (!r && !next_line(reader))
			r = -EINVAL;
	}
	return r;
}

static bool take_part(struct reader *reader, enum part *ret)
{
	if (!take_space(reader))
		return false;
	for (int part = 0; part < PART_COUNT; part++) {
		if (take_word(reader, loaded_part_name((enum part)part))) {
			*ret = (enum part)part;
			return true;
		}
	}
	return false;
}

static bool is_new_part(const struct state *state, const struct state_part *part)
{
	for (size_t i = 0; i < state->part_count; i++)
		if (state->part[i].part == part->part)
			return false;
	return true;
}

static int parse_parts(struct reader *reader, struct state *state)
{
	while (take_word(reader, "part")) {
		struct state_part part;

		if (!take_part(reader, &part.part) || !take_number(reader, &part.memory.start) ||
		    !take_number(reader, &part.memory.end) || !take_number(reader, &part.home) ||
		    !take_number(reader, &part.bytes) || !take_digest(reader, part.digest) || !at_end(reader))
			return -EINVAL;
		if (range_is_empty(part.memory) || part.home > UINT64_MAX - range_size(part.memory) ||
		    part.bytes > range_size(part.memory) || !is_new_part(state, &part))
			return -EINVAL;
		state->part[state->part_count++] = part;
		if (!next_line(reader))
			return -EINVAL;
	}
	return state->part_count ? 0 : -EINVAL;
}

static int parse_lines(struct reader *reader, struct state *state)
{
	int r = next_line(reader) && take_word(reader, FIRST_LINE) && at_end(reader) ? 0 : -EINVAL;

	if (!r)
		r = parse_boot_id(reader, state->boot_id);
	if (!r)
		r = parse_when(reader, &state->when);
	if (!r)
		r = parse_kind(reader, &state->crash);
	if (!r)
		r = parse_string(reader, "format", &state->format);
	if (!r)
		r = parse_files(reader, state);
	if (!r)
		r = parse_request(reader, state->request);
	if (!r)
		r = parse_placement(reader, &state->placement);
	if (!r)
		r = next_line(reader) ? parse_copy_size(reader, state) : -EINVAL;
	if (!r)
		r = parse_memory(reader, &state->memory);
	if (!r)
		r = parse_parts(reader, state);
	if (!r && !(take_word(reader, "end") && at_end(reader) && !reader->rest.size))
		r = -EINVAL;
	return r;
}

int state_parse(struct view text, struct state *ret, struct diag *diag)
{
	CLEANUP(state_release) struct state state = { 0 };
	struct reader reader = { .rest = text };
	int r = parse_lines(&reader, &state);

	if (r == -ENOMEM)
		return diag_oom(diag);
	if (r < 0)
		return diag_fail(diag, r, "line %u is not what it should be", reader.number);
	*ret = state;
	state = (struct state){ 0 };
	return 0;
}

/* ---- memory ---- */

int state_memory(const struct memmap *map, bool crash, struct ranges *ret)
{
	CLEANUP(ranges_release) struct ranges ranges = { 0 };

	for (size_t i = 0; i < map->count; i++) {
		if (map->area[i].type == MEM_CRASH_LOW || (map->area[i].type == MEM_DRIVER && !crash))
			continue;
		if (ranges_append_joined(&ranges, map->area[i].range) < 0)
			return -ENOMEM;
	}
	*ret = ranges_take(&ranges);
	return 0;
}

bool state_lost_segment(const struct state *state, const struct ranges *has)
{
	struct range first;

	for (size_t i = 0; i < state->part_count; i++) {
		const struct state_part *part = &state->part[i];
		struct range place[2] = { part->memory, { part->home, part->home + range_size(part->memory) } };

		for (size_t at = 0; at < 2; at++)
			if (ranges_missing(&(struct ranges){ &place[at], 1 }, has, &first))
				return true;
	}
	return false;
}
