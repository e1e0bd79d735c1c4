/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/rehearsal/init-line.h"

#include "arch/arm64/rehearsal/init-linux.h"

void line_add(struct line *line, const char *text)
{
	while (*text && line->size < sizeof(line->text) - 1)
		line->text[line->size++] = *text++;
}

void line_add_number(struct line *line, unsigned long number)
{
	char digits[24];
	size_t at = sizeof(digits) - 1;

	digits[at] = '\0';
	do
		digits[--at] = (char)('0' + number % 10);
	while (number /= 10);
	line_add(line, digits + at);
}

/* "<1>" is an alert, which also a quiet kernel shows. */
void line_begin(struct line *line, const char *what)
{
	line->size = 0;
	line_add(line, "<1>kexec-rehearsal: ");
	line_add(line, what);
}

void line_say(long log, struct line *line)
{
	line_add(line, "\n");
	(void)call(SYS_WRITE, log, (long)line->text, (long)line->size, 0);
}

_Noreturn void line_fail(long log, const char *what, const char *path, long error)
{
	struct line line;

	line_begin(&line, what);
	line_add(&line, path);
	line_add(&line, ": errno ");
	line_add_number(&line, (unsigned long)-error);
	line_say(log, &line);
	power_off();
}
