/* SPDX-License-Identifier: GPL-2.0-only */
#include "vmcore-dmesg/log-text.h"

#include <inttypes.h>
#include <stdbool.h>

void log_text_time(FILE *out, uint64_t nanoseconds)
{
	uint64_t microseconds = nanoseconds / 1000;

	fprintf(out, "[%5" PRIu64 ".%06" PRIu64 "] ", microseconds / 1000000, microseconds % 1000000);
}

/* Printable or white space of ASCII, whatever the locale is. */
static bool is_plain(uint8_t byte)
{
	return (byte >= ' ' && byte <= '~') || (byte >= '\t' && byte <= '\r');
}

void log_text_bytes(FILE *out, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (is_plain(bytes[i]))
			fputc(bytes[i], out);
		else
			fprintf(out, "\\x%02x", bytes[i]);
	}
}
