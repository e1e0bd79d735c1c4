/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/printable.h"

char printable(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f ? '?' : c;
}

void print_printable(const char *text, FILE *out)
{
	for (; *text; text++)
		(void)putc(printable(*text), out);
}
