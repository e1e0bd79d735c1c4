/* SPDX-License-Identifier: GPL-2.0-only */
/* A command line as argv. */
#ifndef WARMKEXEC_TESTS_WORDS_H
#define WARMKEXEC_TESTS_WORDS_H

#define WORDS_MAX 32

/* Words between single spaces; the word "" is an empty one. */
struct words {
	char text[512];
	char *argv[WORDS_MAX + 1];
	int argc;
};

void split_words(const char *line, struct words *words);

#endif
