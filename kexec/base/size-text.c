/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/size-text.h"

#include <stdio.h>

struct size_text size_text(uint64_t bytes)
{
	static const char *const unit[] = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	struct size_text ret;
	unsigned int shift = 10;
	uint64_t tenths;

	if (bytes < 1024) {
		snprintf(ret.text, sizeof(ret.text), "%u byte%s", (unsigned int)bytes, bytes == 1 ? "" : "s");
		return ret;
	}
	for (;; shift += 10) {
		uint64_t rest = bytes & ((UINT64_C(1) << shift) - 1);

		tenths = (bytes >> shift) * 10 + ((rest * 10 + (UINT64_C(1) << (shift - 1))) >> shift);
		if (tenths < 10240 || shift == 60)
			break;
	}
	if (tenths % 10)
		snprintf(ret.text, sizeof(ret.text), "%u.%u %s", (unsigned int)(tenths / 10), (unsigned int)(tenths % 10),
			 unit[shift / 10 - 1]);
	else
		snprintf(ret.text, sizeof(ret.text), "%u %s", (unsigned int)(tenths / 10), unit[shift / 10 - 1]);
	return ret;
}
