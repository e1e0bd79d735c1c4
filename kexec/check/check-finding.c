/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/check/check-rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/printable.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"

void finding_set(struct finding *finding, enum severity severity, const char *format, ...)
{
	char text[sizeof(finding->text.message)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	diag_fail(&finding->text, 0, "%s", text);
	finding->severity = severity;
	finding->evidence[0] = '\0';
}

void finding_evidence(struct finding *finding, const char *format, ...)
{
	size_t used = strlen(finding->evidence), separator = used ? 1 : 0;
	va_list args;

	if (used + separator + 1 >= sizeof(finding->evidence))
		return;
	va_start(args, format);
	vsnprintf(finding->evidence + used + separator, sizeof(finding->evidence) - used - separator, format, args);
	va_end(args);
	make_printable(finding->evidence + used + separator, '\0');
	if (separator)
		finding->evidence[used] = '\n';
}

bool check_number(const struct check_input *input, const char *file, uint64_t *ret)
{
	struct diag ignored;

	return snapshot_number(input->files, file, 0, ret, &ignored) == 0;
}

bool check_line(const struct check_input *input, const char *file, char *ret, size_t size)
{
	struct diag ignored;
	struct view text;
	size_t n = 0;

	if (snapshot_bytes(input->files, file, &text, &ignored) < 0)
		return false;
	while (n < text.size && text.data[n] && text.data[n] != '\n')
		n++;
	snprintf(ret, size, "%.*s", (int)n, (const char *)text.data);
	return true;
}

const char *check_running_line(const struct check_input *input)
{
	return input->machine && input->machine->cmdline ? input->machine->cmdline : "";
}
