/* SPDX-License-Identifier: GPL-2.0-only */
/* An initrd: a look at its first bytes, and a walk through its archives. */
#include <errno.h>
#include <stdlib.h>

#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/image/initrd-contents.h"
#include "kexec/image/initrd.h"

#define LIMIT ((size_t)64 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view in = { .data = data, .size = size };
	struct diag diag = { 0 };
	struct initrd_contents contents = { .unpacked = 42 };
	int r = initrd_look(in, &diag);

	if ((r && r != -EINVAL) || (r && !diag.message[0]))
		abort();
	diag = (struct diag){ 0 };
	r = initrd_check(in, LIMIT, &contents, &diag);
	if (r > 0 || (r < 0 && (!diag.message[0] || contents.unpacked != 42)) || (!r && contents.unpacked % 4096))
		abort();
	return 0;
}
