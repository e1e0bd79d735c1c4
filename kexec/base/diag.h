/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why something failed, in words for the user. The caller owns it; pure code and libraries fill it and never print.
 *
 * The message says what was wrong, which value it had and what was expected; the hint says what to do about it.
 * Control characters become '?', but for the newlines of a hint.
 */
#ifndef WARMKEXEC_BASE_DIAG_H
#define WARMKEXEC_BASE_DIAG_H

struct diag {
	char message[1024]; /* one line without a newline at its end; "" when nothing failed */
	char hint[1024];    /* one or more lines, or "" */
};

/* Sets the message, clears the hint and returns error, so that a function can end with "return diag_fail(...)". */
int diag_fail(struct diag *diag, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Puts "<prefix>: " before the message that is there. */
void diag_prefix(struct diag *diag, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sets the hint of the message that is there. */
void diag_hint(struct diag *diag, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The failure that has only one text: returns -ENOMEM. */
int diag_oom(struct diag *diag);

#endif
