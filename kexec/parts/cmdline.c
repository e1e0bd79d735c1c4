/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/cmdline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"

struct word {
	const char *start;
	size_t length;
	bool open; /* its last quote is not closed */
};

static bool is_space(char c)
{
	return c && strchr(" \t\n\v\f\r", c);
}

/* Finds the next word and moves *text behind it. False if there is none. */
static bool next_word(const char **text, struct word *ret)
{
	const char *p = *text;
	bool quoted = false;

	while (is_space(*p))
		p++;
	ret->start = p;
	for (; *p && (quoted || !is_space(*p)); p++)
		if (*p == '"')
			quoted = !quoted;
	ret->length = (size_t)(p - ret->start);
	ret->open = quoted;
	*text = p;
	return ret->length > 0;
}

static bool starts_with(struct word word, const char *prefix)
{
	size_t length = strlen(prefix);

	if (word.start[0] == '"') {
		word.start++;
		word.length--;
	}
	return word.length >= length && !memcmp(word.start, prefix, length);
}

static bool is_dropped(struct word word, bool crash)
{
	return starts_with(word, "BOOT_IMAGE=") ||
	       (crash && (starts_with(word, "crashkernel") || starts_with(word, "kexeckernel")));
}

/* Appends piece to the line, after a space if the line is not empty. *at: the length of the line; grows. */
static void add_piece(char *line, size_t *at, const char *piece, size_t length)
{
	if (*at)
		line[(*at)++] = ' ';
	memcpy(line + *at, piece, length);
	*at += length;
}

/* Copies the words that stay. Returns their length. *ret_open: the last of them has a quote that is not closed. */
static size_t add_running(char *line, const char *running, bool crash, bool *ret_open)
{
	struct word word;
	size_t at = 0;

	while (next_word(&running, &word)) {
		if (is_dropped(word, crash))
			continue;
		add_piece(line, &at, word.start, word.length);
		*ret_open = word.open;
	}
	return at;
}

static int check_length(size_t length, size_t max, struct diag *diag)
{
	if (length <= max)
		return 0;
	diag_fail(diag, -E2BIG, "Kernel command line too long for kernel! It has %zu bytes, the kernel takes at most %zu",
		  length, max);
	diag_hint(diag, "Shorten --append, or leave out --reuse-cmdline.");
	return -E2BIG;
}

int cmdline_build(const char *running, bool reuse, bool crash, const char *append, size_t max, char **ret, struct diag *diag)
{
	size_t running_length = reuse && running ? strlen(running) : 0;
	size_t append_length = append ? strlen(append) : 0;
	AUTO_FREE char *line = NULL;
	bool open = false;
	size_t at = 0;
	int r;

	/* The words that stay are no longer than running; then a space and the NUL. */
	line = malloc(running_length + append_length + 2);
	if (!line)
		return diag_oom(diag);
	if (running_length)
		at = add_running(line, running, crash, &open);
	if (open && append_length)
		return diag_fail(
			diag, -EINVAL,
			"the reused command line has an unclosed double quote: \"%s\" would become part of its last word",
			append);
	if (append_length)
		add_piece(line, &at, append, append_length);
	line[at] = '\0';
	r = check_length(at, max, diag);
	if (r < 0)
		return r;
	*ret = TAKE(line);
	return 0;
}

/* ---- memory reserved at a fixed address ---- */

/* Reads a size like memparse(): a number in C's notation, then perhaps a unit. Stops at end. */
static bool take_size(const char **at, const char *end, uint64_t *ret)
{
	static const char units[] = "kmgtpe";
	unsigned long long value;
	const char *unit;
	char *stop;

	if (*at == end || **at < '0' || **at > '9')
		return false;
	errno = 0;
	value = strtoull(*at, &stop, 0);
	if (errno || stop > end)
		return false;
	unit = stop < end && *stop ? strchr(units, *stop | 0x20) : NULL;
	if (unit) {
		unsigned int shift = 10 * ((unsigned int)(unit - units) + 1);

		if (value > UINT64_MAX >> shift)
			return false;
		value <<= shift;
		stop++;
	}
	*at = stop;
	*ret = value;
	return true;
}

static bool take_char(const char **at, const char *end, char c)
{
	if (*at == end || **at != c)
		return false;
	++*at;
	return true;
}

/* Reads "START-END:SIZE,START-:SIZE,...". *ret: the largest SIZE. */
static bool take_sizes_by_memory(const char **at, const char *end, uint64_t *ret)
{
	uint64_t unused, size, largest = 0;

	do {
		if (!take_size(at, end, &unused) || !take_char(at, end, '-'))
			return false;
		(void)take_size(at, end, &unused);
		if (!take_char(at, end, ':') || !take_size(at, end, &size))
			return false;
		largest = size > largest ? size : largest;
	} while (take_char(at, end, ','));
	*ret = largest;
	return true;
}

static bool parse_fixed(const char *at, const char *end, bool may_have_list, struct range *ret)
{
	const char *start = at;
	uint64_t size, offset, last;
	bool good = take_size(&at, end, &size);

	if (good && may_have_list && at < end && *at == '-') {
		at = start;
		good = take_sizes_by_memory(&at, end, &size);
	}
	if (!good || !take_char(&at, end, '@') || !take_size(&at, end, &offset) || at != end || !size || !offset ||
	    !add_u64(offset, size, &last))
		return false;
	*ret = (struct range){ offset, last };
	return true;
}

/* The memory that one word reserves. False if it reserves none. Quotes around a word or its value are not part of the value. */
static bool fixed_range_of(struct word word, struct range *ret)
{
	static const char *const names[] = { "crashkernel=", "kexeckernel=" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *at = word.start, *end = word.start + word.length;

		if (!starts_with(word, names[i]))
			continue;
		(void)take_char(&at, end, '"');
		at += strlen(names[i]);
		(void)take_char(&at, end, '"');
		if (at < end && end[-1] == '"')
			end--;
		return parse_fixed(at, end, i == 0, ret);
	}
	return false;
}

int cmdline_fixed_ranges(const char *cmdline, struct ranges *ret)
{
	CLEANUP(ranges_release) struct ranges fixed = { 0 };
	const char *text = cmdline ? cmdline : "";
	struct range range;
	struct word word;
	int r = 0;

	while (!r && next_word(&text, &word))
		if (fixed_range_of(word, &range))
			r = ranges_append(&fixed, range);
	if (r < 0)
		return r;
	ranges_merge(&fixed);
	*ret = ranges_take(&fixed);
	return 0;
}
