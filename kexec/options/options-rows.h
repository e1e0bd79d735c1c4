/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of options: a row for each spelling. For options-*.c only. */
#ifndef WARMKEXEC_OPTIONS_OPTIONS_ROWS_H
#define WARMKEXEC_OPTIONS_OPTIONS_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/options/options.h"

/* The values of the command line, before they are checked together. */
struct given {
	struct options options;
	bool load, panic, prepare, unload, exec, force, status, print_ckr_size, check, rehearse;
	bool dry_run, reserved, check_initrd, on_mismatch;
	uint64_t mem_min, mem_max;
};

enum option_kind {
	OPTION_FLAG,	 /* no value: only `mark` is set */
	OPTION_TEXT,	 /* const char * */
	OPTION_FILE,	 /* const char *, given once and not empty */
	OPTION_FILES,	 /* struct option_files */
	OPTION_ADDRESS,	 /* uint64_t */
	OPTION_NUMBER,	 /* uint32_t */
	OPTION_WORD,	 /* an enum, by row->words */
	OPTION_WORD_OPT, /* likewise; without a value only `mark` is set */
	OPTION_ROUTE,	 /* no value: row->route is asked for */
	OPTION_IGNORED,	 /* accepted without effect */
	OPTION_REFUSED,	 /* known, but not supported yet; right names the feature */
	OPTION_HELP,	 /* --help and --version: nothing else is looked at */
	OPTION_VERSION,
	OPTION_NOTE,  /* a line of --help, no option */
	OPTION_TOPIC, /* no option: left names the topic of --help that the next rows belong to, right is its title */
};

struct option_word {
	const char *word; /* NULL ends a table */
	unsigned value;
};

#define OPTION_NO_MEMBER SIZE_MAX
#define OPTION_ROWS_MAX 96

struct option_row {
	const char *name; /* the long spelling without dashes, NULL for OPTION_NOTE and OPTION_TOPIC */
	int letter;	  /* the short spelling, or 0 */
	enum option_kind kind;
	size_t member;	      /* offset in struct given of the member for the value, or OPTION_NO_MEMBER */
	size_t mark;	      /* offset in struct given of a bool that becomes true, or OPTION_NO_MEMBER */
	enum route_way route; /* the only route that honours the option, or ROUTE_ANY */
	const struct option_word *words;
	bool is_action;	  /* says what to do, or what to print, and nothing about the load */
	const char *left;  /* the left column of --help; NULL: not in --help */
	const char *right; /* the right column of --help */
};

#define OPTION_ABBREVIATIONS_MAX 32

/* A prefix that kexec-tools takes for one of its options. Here it could be short for others, too. */
struct option_abbreviation {
	const char *prefix;
	const char *name; /* of the row */
};

/* Returns the table, of at most OPTION_ROWS_MAX rows. If two rows have one member, the first has the name for messages. */
const struct option_row *option_rows(size_t *ret_count);

/* Returns the table, of at most OPTION_ABBREVIATIONS_MAX prefixes. */
const struct option_abbreviation *option_abbreviations(size_t *ret_count);

#endif
