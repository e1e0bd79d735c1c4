/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/utf8.h"

size_t utf8_size(const unsigned char *text)
{
	unsigned char lo = 0x80, hi = 0xbf;
	size_t size;

	if (text[0] < 0x80)
		return 1;
	if (text[0] < 0xc2 || text[0] > 0xf4)
		return 0;
	size = text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;
	if (text[0] == 0xe0)
		lo = 0xa0;
	else if (text[0] == 0xed)
		hi = 0x9f;
	else if (text[0] == 0xf0)
		lo = 0x90;
	else if (text[0] == 0xf4)
		hi = 0x8f;
	for (size_t i = 1; i < size; i++, lo = 0x80, hi = 0xbf)
		if (text[i] < lo || text[i] > hi)
			return 0;
	return size;
}
