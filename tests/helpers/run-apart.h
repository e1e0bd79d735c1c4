/* SPDX-License-Identifier: GPL-2.0-only */
/* Work in the child that parses, and what arrives of it. */
#ifndef WARMKEXEC_TESTS_RUN_APART_H
#define WARMKEXEC_TESTS_RUN_APART_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/base/wire.h"
#include "kexec/host/lower.h"

/* The bytes of memory that run() lets the child have. */
#define MEMORY ((size_t)1 << 30)

/* The answer that the last run() has taken. */
extern struct got {
	uint64_t number;
	struct blob bytes;
} got;

/* Ways to take an answer: none, and one number, into got. */
void take_nothing(void *context, struct wire *answer);
void take_number(void *context, struct wire *answer);

/* Puts a number into the answer of a work. */
void answer_number(struct wire *answer, uint64_t number);

/* Runs the work in a child for a second at most, and takes its answer. out: for its trace, or NULL. Returns as host_apart(). */
int run(void (*work)(void *, FILE *, struct wire *), void (*take)(void *, struct wire *), FILE *out, struct diag *diag);

/* Asserts that the work answers with 1. */
void answers_one(void (*work)(void *, FILE *, struct wire *));

/* Asserts that the work gives no answer, and that the reason is this message. */
void fails(void (*work)(void *, FILE *, struct wire *), const char *message);

/* Sanitizers need files and calls of their own: such a build has no filter to test. */
#define NEEDS_FILTER                                                                                                           \
	do {                                                                                                                   \
		if (host_is_instrumented())                                                                                    \
			return;                                                                                                \
	} while (0)

#endif
