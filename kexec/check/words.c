/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/check/words.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Bytes of the word at text: a space inside quotes does not end it. */
static size_t word_length(const char *text)
{
	bool quoted = false;
	size_t n = 0;

	for (; text[n] && (quoted || !is_space(text[n])); n++)
		if (text[n] == '"')
			quoted = !quoted;
	return n;
}

static char folded(char c)
{
	return c == '-' ? '_' : c;
}

/* The bytes of the word behind its name, or NULL if it has another. */
static const char *behind_name(const char *word, size_t length, const char *name)
{
	size_t n = 0;

	for (; name[n]; n++)
		if (n == length || folded(word[n]) != folded(name[n]))
			return NULL;
	return n == length || word[n] == '=' ? word + n : NULL;
}

static struct view value_of(const char *from, const char *end)
{
	if (from < end && *from == '=')
		from++;
	if (from < end && *from == '"')
		from++;
	if (from < end && end[-1] == '"')
		end--;
	return (struct view){ (const uint8_t *)from, (size_t)(end - from) };
}

bool words_next(const char **at, const char *name, struct view *ret)
{
	const char *word = *at ? *at : "";

	while (*word) {
		size_t length = word_length(word);
		const char *value;

		if (!length) {
			word++;
			continue;
		}
		if (length == 2 && !strncmp(word, "--", 2))
			break;
		value = *word == '"' ? behind_name(word + 1, length - 1, name) : behind_name(word, length, name);
		if (value) {
			*ret = value_of(value, word + length);
			*at = word + length;
			return true;
		}
		word += length;
	}
	return false;
}

bool words_find(const char *line, const char *name, struct view *ret)
{
	bool found = false;

	while (words_next(&line, name, ret))
		found = true;
	return found;
}

bool words_have(const char *line, const char *name)
{
	struct view ignored;

	return words_find(line, name, &ignored);
}

static unsigned int shift_of(char suffix)
{
	static const char suffixes[] = "kmgtpe";
	const char *at = suffix ? strchr(suffixes, suffix | 0x20) : NULL;

	return at ? 10 * (unsigned int)(at - suffixes + 1) : 0;
}

bool words_number(const char *line, const char *name, uint64_t *ret)
{
	struct view value;
	unsigned long long number;
	char *end;

	if (!words_find(line, name, &value) || !value.size || *value.data < '0' || *value.data > '9')
		return false;
	number = strtoull((const char *)value.data, &end, 0);
	if (end < (const char *)value.data + value.size)
		number <<= shift_of(*end);
	*ret = number;
	return true;
}
