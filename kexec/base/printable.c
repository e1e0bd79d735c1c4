/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/printable.h"

#include <string.h>

/* The bytes of the control character that the text begins with; 0: it begins with another one. A text that is cut may end within one. */
static size_t control_size(const char *text)
{
	unsigned char first = (unsigned char)text[0], second = first ? (unsigned char)text[1] : 0;

	if (first == 0xc2 && second >= 0x80 && second <= 0x9f)
		return 2;
	return first < ' ' || first == 0x7f || (first == 0xc2 && !second) ? 1 : 0;
}

void make_printable(char *text, char keep)
{
	while (*text) {
		size_t size = *text == keep ? 0 : control_size(text);

		memset(text, '?', size);
		text += size ? size : 1;
	}
}

void print_printable(const char *text, FILE *out)
{
	while (*text) {
		size_t size = control_size(text);

		(void)putc(size ? '?' : *text, out);
		text += size ? size : 1;
	}
}
