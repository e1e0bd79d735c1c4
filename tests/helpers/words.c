/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/words.h"

#include <check.h>
#include <string.h>

void split_words(const char *line, struct words *words)
{
	char *save = NULL;

	ck_assert_uint_lt(strlen(line), sizeof(words->text));
	strcpy(words->text, line);
	words->argc = 0;
	for (char *word = strtok_r(words->text, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		ck_assert_int_lt(words->argc, WORDS_MAX);
		words->argv[words->argc++] = strcmp(word, "\"\"") == 0 ? word + 2 : word;
	}
	words->argv[words->argc] = NULL;
}
