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

static const char *skip_space(const char *p)
{
	while (is_space(*p))
		p++;
	return p;
}

/* Finds the next word and moves *text behind it. False if there is none. */
static bool next_word(const char **text, struct word *ret)
{
	const char *p = skip_space(*text);
	bool quoted = false;

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

/* Linux, kernel/params.c, parse_args(): what follows this word is for init. Quotes around a word do not count. */
static bool ends_kernel_words(struct word word)
{
	return (word.length == 2 && !memcmp(word.start, "--", 2)) || (word.length == 4 && !memcmp(word.start, "\"--\"", 4));
}

/* A command line in two. */
struct divided {
	size_t kernel;	  /* bytes from the start to the end of the last word for the kernel; the length if there is no "--" */
	const char *init; /* the words for init, behind the "--"; NULL: there is no "--" */
	bool open;	  /* a quote before the "--" is not closed */
};

static struct divided divide(const char *text)
{
	struct divided divided = { .kernel = strlen(text) };
	const char *at = text;
	size_t kernel = 0;
	struct word word;

	while (next_word(&at, &word)) {
		if (ends_kernel_words(word)) {
			divided.kernel = kernel;
			divided.init = skip_space(at);
			return divided;
		}
		kernel = (size_t)(at - text);
		divided.open = word.open;
	}
	return divided;
}

size_t cmdline_kernel_length(const char *cmdline)
{
	return divide(cmdline).kernel;
}

/* A crashkernel= counts for the kernel wherever it stands; init is given all other words. */
static bool is_dropped(struct word word, bool crash, bool for_init)
{
	return (!for_init && starts_with(word, "BOOT_IMAGE=")) ||
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

/*
 * Copies the words that stay; those for the kernel end at a "--". *ret_open: the last of them has a quote that is not closed.
 */
static void add_words(char *line, size_t *at, const char *words, bool crash, bool for_init, bool *ret_open)
{
	struct word word;

	*ret_open = false;
	while (next_word(&words, &word) && (for_init || !ends_kernel_words(word))) {
		if (is_dropped(word, crash, for_init))
			continue;
		add_piece(line, at, word.start, word.length);
		*ret_open = word.open;
	}
}

/* Behind the words for the kernel: the "--", then what both lines have for init. False if an open quote would swallow it. */
static bool add_init(char *line, size_t *at, const char *running, bool crash, struct divided append)
{
	bool open;

	if (append.open)
		return false;
	add_piece(line, at, "--", 2);
	add_words(line, at, running, crash, true, &open);
	if (!append.init || !append.init[0])
		return true;
	add_piece(line, at, append.init, strlen(append.init));
	return !open;
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

static int fail_open(const char *whose, const char *swallowed, struct diag *diag)
{
	return diag_fail(diag, -EINVAL, "%s has an unclosed double quote: \"%s\" would become part of its last word", whose,
			 swallowed);
}

/* line has room for both texts, two spaces and a "--". */
static int join(char *line, const char *running, bool crash, const char *append, struct diag *diag)
{
	const struct divided of_running = divide(running), of_append = divide(append);
	const char *init = of_running.init;
	size_t at = 0, kernel = init ? of_append.kernel : strlen(append);
	bool open;

	add_words(line, &at, running, crash, false, &open);
	if (open && append[0])
		return fail_open("the reused command line", append, diag);
	if (kernel)
		add_piece(line, &at, append, kernel);
	if (init && !add_init(line, &at, init, crash, of_append))
		return of_append.open ? fail_open("the text of --append", init, diag)
				      : fail_open("the reused command line", of_append.init, diag);
	line[at] = '\0';
	return 0;
}

int cmdline_build(const char *running, bool reuse, bool crash, const char *append, size_t max, char **ret, struct diag *diag)
{
	AUTO_FREE char *line = NULL;
	int r;

	running = reuse && running ? running : "";
	append = append ? append : "";
	/* The words that stay are no longer than running; then two spaces and the NUL. A "--" is in running already. */
	line = malloc(strlen(running) + strlen(append) + 3);
	if (!line)
		return diag_oom(diag);
	r = join(line, running, crash, append, diag);
	if (!r)
		r = check_length(strlen(line), max, diag);
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
