/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/notes.h"

#include <stdlib.h>

#include "kexec/base/diag.h"

#define NOTES_MAX 8

struct notes {
	struct diag note[NOTES_MAX];
	size_t count;
};

struct notes *notes_new(void)
{
	return calloc(1, sizeof(struct notes));
}

void notes_free(struct notes *notes)
{
	free(notes);
}

void notes_add(struct notes *notes, const struct diag *note)
{
	if (notes->count < NOTES_MAX)
		notes->note[notes->count++] = *note;
}

size_t notes_count(const struct notes *notes)
{
	return notes->count;
}

const struct diag *notes_at(const struct notes *notes, size_t i)
{
	return &notes->note[i];
}
