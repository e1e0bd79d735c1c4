/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/build/cmdline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/cleanup.h"

struct word {
	const char *start;
	size_t length;
	bool open; /* its last quote is never closed */
};

static bool is_space(char c)
{
	return c && strchr(" \t\n\v\f\r", c);
}

/* Takes the next word off *text; false when there is none. */
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
	return starts_with(word, "BOOT_IMAGE=") || (crash && starts_with(word, "crashkernel"));
}

/* Writes piece at *at, after a space when something is there already. */
static void add_piece(char *line, size_t *at, const char *piece, size_t length)
{
	if (*at)
		line[(*at)++] = ' ';
	memcpy(line + *at, piece, length);
	*at += length;
}

/* Copies the words that stay; *ret_open tells whether the last of them leaves a quote open. */
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

	/* What stays of running is no longer than it was; then a space and the NUL. */
	line = malloc(running_length + append_length + 2);
	if (!line)
		return diag_oom(diag);
	if (running_length)
		at = add_running(line, running, crash, &open);
	if (open && append_length)
		return diag_fail(diag, -EINVAL,
				 "the reused command line has an unclosed double quote, which would swallow \"%s\"", append);
	if (append_length)
		add_piece(line, &at, append, append_length);
	line[at] = '\0';
	r = check_length(at, max, diag);
	if (r < 0)
		return r;
	*ret = TAKE(line);
	return 0;
}
