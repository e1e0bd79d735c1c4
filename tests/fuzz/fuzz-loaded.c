/* SPDX-License-Identifier: GPL-2.0-only */
/* The record of a load, whatever is in it: it is refused with a reason, or writing it again makes the same bytes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/loaded/loaded-text.h"
#include "kexec/loaded/loaded-view.h"
#include "kexec/loaded/loaded.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(loaded_release) struct loaded loaded = { 0 };
	CLEANUP(blob_release) struct blob again = { 0 };
	struct diag diag = { 0 };
	int r = loaded_parse((struct view){ .data = data, .size = size }, &loaded, &diag);

	if (r < 0) {
		if (r != -EINVAL || !diag.message[0] || loaded.cmdline)
			abort();
		return 0;
	}
	(void)loaded_lost_part(&loaded, &loaded.memory);
	if (loaded_write(&loaded, &again) < 0 || again.size != size || memcmp(again.data, data, size) != 0)
		abort();
	return 0;
}
