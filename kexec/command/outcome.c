/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/outcome.h"

#include <string.h>

void outcome_fail(struct outcome *outcome, enum status status, const struct diag *failure)
{
	outcome->status = status;
	outcome->failure = *failure;
	outcome->next = NEXT_NOTHING;
}

void outcome_note(struct outcome *outcome, const struct diag *note)
{
	for (size_t i = 0; i < outcome->note_count; i++)
		if (strcmp(outcome->note[i].message, note->message) == 0)
			return;
	if (outcome->note_count < OUTCOME_NOTES_MAX)
		outcome->note[outcome->note_count++] = *note;
}

void outcome_note_message(struct outcome *outcome, const struct diag *failure)
{
	struct diag note = *failure;

	note.hint[0] = '\0';
	outcome_note(outcome, &note);
}
