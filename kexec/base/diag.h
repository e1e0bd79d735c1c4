/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The reason of a failure, as text for the user. The caller owns it; pure code and libraries fill it and never print.
 *
 * The message says what was wrong, with which value, and what was expected. The hint says what to do about it. Text that is too
 * long is cut. Control characters become '?', except the newlines of a hint.
 */
#ifndef WARMKEXEC_BASE_DIAG_H
#define WARMKEXEC_BASE_DIAG_H

struct diag {
	char message[1024]; /* one line without a newline at its end; "" if nothing failed */
	char hint[2048];    /* one or more lines, or "" */
};

/* Sets the message, clears the hint and returns error: a function can end with "return diag_fail(...)". */
int diag_fail(struct diag *diag, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Puts "<prefix>: " before the present message. */
void diag_prefix(struct diag *diag, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sets the hint; the message stays. */
void diag_hint(struct diag *diag, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sets the message "out of memory". Returns -ENOMEM. */
int diag_oom(struct diag *diag);

#endif
