/* SPDX-License-Identifier: GPL-2.0-only */
/* A state file, whatever is in it: it is refused with a reason, or writing it again makes the same bytes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/loaded/loaded.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(state_release) struct state state = { 0 };
	CLEANUP(blob_release) struct blob again = { 0 };
	struct diag diag = { 0 };
	int r = state_parse((struct view){ .data = data, .size = size }, &state, &diag);

	if (r < 0) {
		if (r != -EINVAL || !diag.message[0] || state.cmdline)
			abort();
		return 0;
	}
	(void)state_lost_segment(&state, &state.memory);
	if (state_write(&state, &again) < 0 || again.size != size || memcmp(again.data, data, size) != 0)
		abort();
	return 0;
}
