/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/trace.h"

#include <stdarg.h>
#include <stdlib.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/printable.h"

void trace(FILE *out, const char *format, ...)
{
	AUTO_FREE char *text = NULL;
	va_list ap;
	int n;

	if (!out)
		return;
	va_start(ap, format);
	n = vasprintf(&text, format, ap);
	va_end(ap);
	print_printable(n < 0 ? "out of memory" : text, out);
	putc('\n', out);
}
