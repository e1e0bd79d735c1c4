/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/loaded/loaded-text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/loaded/loaded.h"

/* The rest of the line, and of the lines. */
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

/* Takes the word if it is the next one in the line. */
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

/* Takes " 0x" and up to 16 digits without leading zeros. */
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

/* Returns the character of an escape, 0 if it is none: a string holds no NUL. */
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
	return loaded_text_escapes(c) ? c : 0;
}

/* Takes the rest of the line. Returns 0, -EINVAL or -ENOMEM. */
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

		if (!c || (*reader->at != '%' && loaded_text_escapes(c)))
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

/* One of two words. */
static int parse_choice(struct reader *reader, const char *keyword, const char *no, const char *yes, bool *ret)
{
	if (!next_line(reader) || !take_word(reader, keyword) || !take_space(reader))
		return -EINVAL;
	*ret = take_word(reader, yes);
	return (*ret || take_word(reader, no)) && at_end(reader) ? 0 : -EINVAL;
}

static bool take_identity(struct reader *reader, struct file_identity *ret)
{
	return take_number(reader, &ret->device) && take_number(reader, &ret->inode) && take_number(reader, &ret->size) &&
	       take_number(reader, &ret->modified) && take_number(reader, &ret->changed);
}

/* Takes the current line if it has the keyword, and moves to the next line. */
static int parse_file(struct reader *reader, const char *keyword, struct loaded_file *ret)
{
	int r;

	if (!take_word(reader, keyword))
		return 0;
	r = take_identity(reader, &ret->identity) ? take_string(reader, &ret->path) : -EINVAL;
	return r ? r : next_line(reader) ? 0 : -EINVAL;
}

/* Takes one initrd, if there is one more. */
static int parse_initrd(struct reader *reader, struct loaded *loaded)
{
	struct loaded_file initrd = { 0 };
	int r = parse_file(reader, "initrd", &initrd);

	if (!r && initrd.path)
		r = loaded_add_initrd(loaded, &initrd);
	free(initrd.path);
	return r;
}

static int parse_initrds(struct reader *reader, struct loaded *loaded)
{
	size_t before;
	int r;

	do {
		before = loaded->initrd_count;
		r = parse_initrd(reader, loaded);
	} while (!r && loaded->initrd_count > before);
	return r;
}

static int parse_files(struct reader *reader, struct loaded *loaded)
{
	int r = next_line(reader) ? parse_file(reader, "kernel", &loaded->kernel) : -EINVAL;

	if (!r && !loaded->kernel.path)
		r = -EINVAL;
	if (!r)
		r = parse_initrds(reader, loaded);
	if (!r)
		r = parse_file(reader, "dtb", &loaded->dtb);
	if (!r)
		r = take_word(reader, "cmdline") ? take_string(reader, &loaded->cmdline) : -EINVAL;
	return r;
}

/* Takes the current lines that have an option, and moves to the next line. */
static int parse_options(struct reader *reader, struct loaded *loaded)
{
	int r = next_line(reader) ? 0 : -EINVAL;

	while (!r && take_word(reader, "option")) {
		AUTO_FREE char *option = NULL;

		r = take_string(reader, &option);
		if (!r)
			r = loaded_add_option(loaded, &option);
		if (!r && !next_line(reader))
			r = -EINVAL;
	}
	return r;
}

/* Takes the current line, and moves to the next line. */
static int parse_digest(struct reader *reader, const char *keyword, uint8_t ret[SHA256_SIZE])
{
	bool good = take_word(reader, keyword) && take_digest(reader, ret) && at_end(reader) && next_line(reader);

	return good ? 0 : -EINVAL;
}

static int parse_digests(struct reader *reader, struct loaded *loaded)
{
	struct reader at;
	int r = parse_digest(reader, "request", loaded->request);

	if (r < 0)
		return r;
	at = *reader;
	loaded->have_own_digest = take_word(&at, "purgatory");
	return loaded->have_own_digest ? parse_digest(reader, "purgatory", loaded->own_digest) : 0;
}

/* Takes the current line. */
static int parse_placement(struct reader *reader, bool by_files, enum loaded_placement *ret)
{
	AUTO_FREE char *text = NULL;
	int r = take_word(reader, "placement") ? take_string(reader, &text) : -EINVAL;

	if (r < 0)
		return r;
	for (int i = 0; i < LOADED_PLACEMENTS; i++) {
		if (strcmp(text, loaded_placement_name((enum loaded_placement)i)) == 0) {
			*ret = (enum loaded_placement)i;
			return (*ret == LOADED_BY_KERNEL) == by_files ? 0 : -EINVAL;
		}
	}
	return -EINVAL;
}

/* Takes the current line if it has the size, and moves to the next line. */
static int parse_copy_size(struct reader *reader, struct loaded *loaded)
{
	if (!take_word(reader, "copy"))
		return 0;
	loaded->have_copy_size = true;
	return take_number(reader, &loaded->copy_size) && at_end(reader) && next_line(reader) ? 0 : -EINVAL;
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

static bool take_name(struct reader *reader, char ret[LOADED_PART_NAME_MAX])
{
	size_t size = 0;

	if (!take_space(reader))
		return false;
	for (; reader->at<reader->end && * reader->at> ' ' && *reader->at < 0x7f; reader->at++) {
		if (size == LOADED_PART_NAME_MAX - 1)
			return false;
		ret[size++] = *reader->at;
	}
	ret[size] = '\0';
	return size != 0;
}

static bool is_new_part(const struct loaded *loaded, const struct loaded_part *part)
{
	for (size_t i = 0; i < loaded->part_count; i++)
		if (strcmp(loaded->part[i].name, part->name) == 0)
			return false;
	return true;
}

static bool take_part(struct reader *reader, struct loaded_part *ret)
{
	return take_name(reader, ret->name) && take_number(reader, &ret->memory.start) &&
	       take_number(reader, &ret->memory.end) && take_number(reader, &ret->home) && take_number(reader, &ret->bytes) &&
	       at_end(reader);
}

static bool part_is_sound(const struct loaded_part *part)
{
	return !range_is_empty(part->memory) && part->home <= UINT64_MAX - range_size(part->memory) &&
	       part->bytes <= range_size(part->memory);
}

/* A load by files has no parts, and no place that is known; any other load has both. */
static int parse_parts(struct reader *reader, struct loaded *loaded)
{
	while (take_word(reader, "part")) {
		struct loaded_part part;

		if (!take_part(reader, &part) || !part_is_sound(&part) || !is_new_part(loaded, &part) ||
		    loaded->part_count == LOADED_PARTS_MAX)
			return -EINVAL;
		loaded->part[loaded->part_count++] = part;
		if (!next_line(reader))
			return -EINVAL;
	}
	return (loaded->part_count == 0) == loaded->by_files ? 0 : -EINVAL;
}

static int parse_lines(struct reader *reader, struct loaded *loaded)
{
	int r = next_line(reader) && take_word(reader, LOADED_TEXT_FIRST) && at_end(reader) ? 0 : -EINVAL;

	if (!r)
		r = parse_boot_id(reader, loaded->boot_id);
	if (!r)
		r = parse_when(reader, &loaded->when);
	if (!r)
		r = parse_choice(reader, "kind", "normal", "crash", &loaded->crash);
	if (!r)
		r = parse_choice(reader, "route", LOADED_TEXT_SEGMENTS, LOADED_TEXT_FILES, &loaded->by_files);
	if (!r)
		r = parse_string(reader, "why", &loaded->why);
	if (!r)
		r = parse_string(reader, "format", &loaded->format);
	if (!r)
		r = parse_files(reader, loaded);
	if (!r)
		r = parse_options(reader, loaded);
	if (!r)
		r = parse_digests(reader, loaded);
	if (!r)
		r = parse_placement(reader, loaded->by_files, &loaded->placement);
	if (!r)
		r = next_line(reader) ? parse_copy_size(reader, loaded) : -EINVAL;
	if (!r)
		r = parse_memory(reader, &loaded->memory);
	if (!r)
		r = parse_parts(reader, loaded);
	if (!r && !(take_word(reader, "end") && at_end(reader) && !reader->rest.size))
		r = -EINVAL;
	return r;
}

int loaded_parse(struct view text, struct loaded *ret, struct diag *diag)
{
	CLEANUP(loaded_release) struct loaded loaded = { 0 };
	struct reader reader = { .rest = text };
	int r = parse_lines(&reader, &loaded);

	if (r == -ENOMEM)
		return diag_oom(diag);
	if (r < 0)
		return diag_fail(diag, r, "line %u is malformed", reader.number);
	*ret = loaded;
	loaded = (struct loaded){ 0 };
	return 0;
}
