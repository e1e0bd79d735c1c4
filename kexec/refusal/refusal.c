/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/refusal/refusal.h"

#include <stdio.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/refusal/refusal-facts.h"
#include "kexec/refusal/refusal-rows.h"

#define CAUSE_SIZE 700 /* the rest of a hint is for the kernel's log, and for the caller */

static unsigned int call_of(const struct refusal *refusal)
{
	if (refusal->is_unload)
		return refusal->by_files ? UNLOAD_FILES : UNLOAD_SEGMENTS;
	if (refusal->by_files)
		return refusal->crash ? LOAD_FILES_CRASH : LOAD_FILES_NORMAL;
	return refusal->crash ? LOAD_SEGMENTS_CRASH : LOAD_SEGMENTS_NORMAL;
}

static bool is_told(const struct refusal_row *row, const struct refusal *refusal, const struct refusal_facts *facts)
{
	return row->error == refusal->error && (row->calls & call_of(refusal)) && (!row->applies || row->applies(facts));
}

static void add(char *text, size_t size, const char *before, const char *more)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s%s", used ? before : "", more);
}

static void add_row(char cause[CAUSE_SIZE], const struct refusal_row *row, const struct refusal_facts *facts)
{
	const char *detail = row->detail ? row->detail(facts) : NULL;
	char *end;

	add(cause, CAUSE_SIZE, "\n", row->hint);
	if (detail && detail[0]) {
		add(cause, CAUSE_SIZE, " ", detail);
		return;
	}
	/* A last sentence that announces the detail is left out without it. */
	end = cause + strlen(cause);
	if (end[-1] == ':' && strrchr(cause, '.'))
		strrchr(cause, '.')[1] = '\0';
}

static void find_cause(const struct refusal *refusal, const struct refusal_facts *facts, char cause[CAUSE_SIZE])
{
	for (size_t i = 0; i < refusal_row_count; i++) {
		const struct refusal_row *row = &refusal_rows[i];

		if (!is_told(row, refusal, facts) || (row->certainty == OTHERWISE && cause[0]))
			continue;
		add_row(cause, row, facts);
		if (row->certainty != POSSIBLE)
			return;
	}
	if (!cause[0] && !facts->log.count)
		add(cause, CAUSE_SIZE, "", "dmesg may say more.");
}

int refusal_explain(const struct refusal *refusal, const struct refusal_facts *facts, struct diag *diag)
{
	const char *call = refusal->by_files ? "kexec_file_load" : "kexec_load";
	char hint[sizeof(diag->hint)] = "";

	diag_fail(diag, -refusal->error, "%s failed: %s", refusal->is_unload ? "kexec unload" : call, strerror(refusal->error));
	find_cause(refusal, facts, hint);
	for (size_t i = 0; i < facts->log.count; i++) {
		add(hint, sizeof(hint), "\n", "The kernel's log: ");
		add(hint, sizeof(hint), "", facts->log.line[i]);
	}
	diag_hint(diag, "%s", hint);
	return -refusal->error;
}
