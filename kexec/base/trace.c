/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/trace.h"

#include <stdarg.h>

void trace(FILE *out, const char *format, ...)
{
	va_list ap;

	if (!out)
		return;
	va_start(ap, format);
	vfprintf(out, format, ap);
	va_end(ap);
	putc('\n', out);
}
