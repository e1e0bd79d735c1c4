/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/plan/size.h"

#include <inttypes.h>
#include <stdio.h>

struct size_text size_text(uint64_t bytes)
{
	static const char *const unit[] = { "bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	struct size_text ret;
	uint64_t whole = bytes, rest = 0, tenth;
	size_t i = 0;

	for (; whole >= 1024; i++) {
		rest = whole % 1024;
		whole /= 1024;
	}
	tenth = (rest * 10 + 512) / 1024;
	if (tenth == 10) {
		tenth = 0;
		whole++;
	}
	if (tenth)
		snprintf(ret.text, sizeof(ret.text), "%" PRIu64 ".%" PRIu64 " %s", whole, tenth, unit[i]);
	else
		snprintf(ret.text, sizeof(ret.text), "%" PRIu64 " %s", whole, unit[i]);
	return ret;
}
