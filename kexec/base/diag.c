/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/diag.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/printable.h"

int diag_fail(struct diag *diag, int error, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(diag->message, sizeof(diag->message), format, ap);
	va_end(ap);
	make_printable(diag->message, '\0');
	diag->hint[0] = '\0';
	return error;
}

void diag_prefix(struct diag *diag, const char *format, ...)
{
	char prefix[sizeof(diag->message)];
	char whole[2 * sizeof(diag->message) + 2];
	va_list ap;

	va_start(ap, format);
	vsnprintf(prefix, sizeof(prefix), format, ap);
	va_end(ap);
	snprintf(whole, sizeof(whole), "%s: %s", prefix, diag->message);
	memcpy(diag->message, whole, sizeof(diag->message) - 1);
	diag->message[sizeof(diag->message) - 1] = '\0';
	make_printable(diag->message, '\0');
}

void diag_hint(struct diag *diag, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(diag->hint, sizeof(diag->hint), format, ap);
	va_end(ap);
	make_printable(diag->hint, '\n');
}

int diag_oom(struct diag *diag)
{
	return diag_fail(diag, -ENOMEM, "out of memory");
}
