/* SPDX-License-Identifier: GPL-2.0-only */
/* The causes of refusals, a row each. For refusal.c and its test only. */
#ifndef WARMKEXEC_REFUSAL_REFUSAL_ROWS_H
#define WARMKEXEC_REFUSAL_REFUSAL_ROWS_H

#include <stdbool.h>
#include <stddef.h>

struct refusal_facts;

/* The calls that a row is about: a bit for each. */
enum {
	LOAD_SEGMENTS_NORMAL = 1 << 0,
	LOAD_SEGMENTS_CRASH = 1 << 1,
	LOAD_FILES_NORMAL = 1 << 2,
	LOAD_FILES_CRASH = 1 << 3,
	UNLOAD_SEGMENTS = 1 << 4,
	UNLOAD_FILES = 1 << 5,
	LOAD_SEGMENTS = LOAD_SEGMENTS_NORMAL | LOAD_SEGMENTS_CRASH,
	LOAD_FILES = LOAD_FILES_NORMAL | LOAD_FILES_CRASH,
	UNLOAD = UNLOAD_SEGMENTS | UNLOAD_FILES,
	LOAD = LOAD_SEGMENTS | LOAD_FILES,
	LOAD_NORMAL = LOAD_SEGMENTS_NORMAL | LOAD_FILES_NORMAL,
	LOAD_CRASH = LOAD_SEGMENTS_CRASH | LOAD_FILES_CRASH,
	ANY_CALL = LOAD | UNLOAD,
};

/* How sure a row is of its cause. */
enum refusal_certainty {
	CERTAIN,   /* this is the cause: no later row is told */
	POSSIBLE,  /* this may be the cause: later rows may be, too */
	OTHERWISE, /* told only if no row before is */
};

struct refusal_row {
	int error;	    /* errno */
	unsigned int calls; /* bits of the enum above */
	enum refusal_certainty certainty;
	bool (*applies)(const struct refusal_facts *facts); /* NULL: always */
	const char *hint;
	const char *(*detail)(const struct refusal_facts *facts); /* more words behind the hint, or NULL */
};

/* In the order in which they are told. */
extern const struct refusal_row refusal_rows[];
extern const size_t refusal_row_count;

#endif
