/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/json.h"

#include <inttypes.h>
#include <stddef.h>

#include "kexec/base/utf8.h"

void json_string(const char *text, FILE *out)
{
	const unsigned char *at = (const unsigned char *)text;

	putc('"', out);
	while (*at) {
		size_t size = utf8_size(at);

		if (!size)
			fputs("\\ufffd", out);
		else if (*at == '"' || *at == '\\')
			fprintf(out, "\\%c", *at);
		else if (*at < 0x20 || *at == 0x7f)
			fprintf(out, "\\u%04x", *at);
		else if (*at == 0xc2 && at[1] <= 0x9f) /* U+0080 to U+009F steer some terminals, too */
			fprintf(out, "\\u%04x", at[1]);
		else
			for (size_t i = 0; i < size; i++)
				putc(at[i], out);
		at += size ? size : 1;
	}
	putc('"', out);
}

void json_string_or_null(const char *text, FILE *out)
{
	if (text && text[0])
		json_string(text, out);
	else
		fprintf(out, "null");
}

void json_number_or_null(bool is_known, uint64_t number, FILE *out)
{
	if (is_known)
		fprintf(out, "%" PRIu64, number);
	else
		fprintf(out, "null");
}
