/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts that could not be read. The row that needs one of them says nothing: this one says why. */
#include <errno.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/check/check-rows.h"
#include "kexec/machine/snapshot.h"

static bool is_failure(const struct snapshot_entry *entry)
{
	return entry->error && entry->error != -ENOENT;
}

bool check_is_unread(const struct snapshot *files, const char *file)
{
	const struct snapshot_entry *entry = snapshot_find(files, file);

	return entry && is_failure(entry);
}

/* The log only explains another finding, which shows this failure itself. */
static bool is_missed(const struct snapshot_entry *entry)
{
	return is_failure(entry) && strcmp(entry->name, CHECK_LOG) != 0;
}

static size_t count_missed(const struct snapshot *files)
{
	size_t count = 0;

	for (size_t i = 0; i < files->count; i++)
		count += is_missed(&files->entry[i]);
	return count;
}

void judge_unread(const struct check_input *input, struct finding *ret)
{
	size_t count = count_missed(input->files);
	struct diag why;
	struct view none;

	if (!count)
		return;
	finding_set(ret, SEVERITY_WARNING, "%zu fact%s of the machine cannot be read: what %s would show is not judged", count,
		    count == 1 ? "" : "s", count == 1 ? "it" : "they");
	for (size_t i = 0; i < input->files->count; i++)
		if (is_missed(&input->files->entry[i]) && snapshot_bytes(input->files, input->files->entry[i].name, &none, &why) < 0)
			finding_evidence(ret, "%s", why.message);
	finding_remedy(ret, "Run kexec --check as root. If it was run as root, look for the fault that the error names.");
}
