/* SPDX-License-Identifier: GPL-2.0-only */
/* The input of a command, and its result, which main.c prints. */
#ifndef WARMKEXEC_COMMAND_OUTCOME_H
#define WARMKEXEC_COMMAND_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "kexec/base/diag.h"

struct host;
struct options;

/* The input of a command. */
struct invocation {
	const struct options *options;
	const struct host *host;
	FILE *out;   /* for the answer */
	bool colour; /* the answer may have the colours of a terminal */
	FILE *trace; /* the output of -d, or NULL */
};

/* The exit statuses of kexec-tools, of --check, and of --rehearse. */
enum status {
	STATUS_DONE = 0,
	STATUS_USAGE = 1,
	STATUS_LOADED = 1, /* of -S */
	STATUS_WARNINGS = 2, /* of --check */
	STATUS_ERRORS = 3,   /* of --check */
	STATUS_REHEARSED_NO = 3, /* of --rehearse: it was held, and the load would not work */
	STATUS_FAILED = 255,
};

/* The last step, after everything is printed: it does not return to print more. */
enum next {
	NEXT_NOTHING,
	NEXT_START,    /* the loaded kernel */
	NEXT_SHUTDOWN, /* with shutdown(8) */
};

#define OUTCOME_NOTES_MAX 8

struct outcome {
	enum status status;
	struct diag failure;		     /* if the message is not "" */
	struct diag note[OUTCOME_NOTES_MAX]; /* facts that the user must know, but that are no failures */
	size_t note_count;
	const char *warning; /* or NULL */
	int refused; /* errno of a load, or of the unload before it, that the running kernel has refused, else 0 */
	bool is_stale;	   /* the machine has changed since it was read for a load */
	bool may_be_stale; /* set by who loads: then that is a note, and no failure */
	enum next next;
};

/* Copies a failure into the outcome, which then has this status and no next. */
void outcome_fail(struct outcome *outcome, enum status status, const struct diag *failure);

/* Adds a note, once; beyond OUTCOME_NOTES_MAX it is dropped. */
void outcome_note(struct outcome *outcome, const struct diag *note);

/* Adds a note of a failure that has ended nothing: its message, without its hint. */
void outcome_note_message(struct outcome *outcome, const struct diag *failure);

#endif
