/* SPDX-License-Identifier: GPL-2.0-only */
/* Notes to the user of a load that succeeds: lines with a remedy, collected on the way and printed at the end. */
#ifndef WARMKEXEC_BASE_NOTES_H
#define WARMKEXEC_BASE_NOTES_H

#include <stddef.h>

struct diag;
struct notes;

/* NULL if there is no memory. */
struct notes *notes_new(void);
void notes_free(struct notes *notes); /* NULL: does nothing */

/* Copies a note. Beyond eight they are dropped: they are no errors. */
void notes_add(struct notes *notes, const struct diag *note);

size_t notes_count(const struct notes *notes);

/* i < notes_count() */
const struct diag *notes_at(const struct notes *notes, size_t i);

#endif
