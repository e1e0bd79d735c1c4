/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/kernel-version.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char banner[] = "Linux version ";

/* The text behind a banner that begins at `from`: up to a blank, all printable. 0: it is none. */
static size_t version_length(const uint8_t *from, const uint8_t *end)
{
	size_t n = 0;

	while (from + n < end && from[n] > ' ' && from[n] < 0x7f)
		n++;
	return from + n < end && from[n] == ' ' && n && *from >= '0' && *from <= '9' ? n : 0;
}

void kernel_version(struct view kernel, char *ret, size_t size)
{
	const uint8_t *at = kernel.data, *end = kernel.data + kernel.size;
	const size_t length = sizeof(banner) - 1;

	ret[0] = '\0';
	while (at && (size_t)(end - at) > length) {
		at = memchr(at, banner[0], (size_t)(end - at) - length);
		if (!at)
			return;
		if (!memcmp(at, banner, length)) {
			size_t n = version_length(at + length, end);

			if (n && n < size) {
				snprintf(ret, size, "%.*s", (int)n, (const char *)at + length);
				return;
			}
		}
		at++;
	}
}
