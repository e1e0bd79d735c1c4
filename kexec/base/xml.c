/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/xml.h"

#include "kexec/base/utf8.h"

/* The bytes of the character at the start of text, if a document may have it; else 0. */
static size_t character_size(const unsigned char *text)
{
	/* U+FFFE and U+FFFF are UTF-8, but no characters of XML. */
	if (text[0] < ' ' || text[0] == 0x7f || (text[0] == 0xef && text[1] == 0xbf && text[2] >= 0xbe))
		return 0;
	return utf8_size(text);
}

static const char *entity_of(unsigned char c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&apos;";
	}
	return NULL;
}

void xml_text(const char *text, size_t limit, FILE *out)
{
	const unsigned char *at = (const unsigned char *)text;

	for (size_t n = 0; *at && n < limit; n++) {
		size_t size = character_size(at);
		const char *entity = entity_of(*at);

		if (!size || entity)
			fputs(entity ? entity : "?", out);
		else
			fwrite(at, 1, size, out);
		at += size ? size : 1;
	}
	if (*at)
		fputs("...", out);
}
