/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>

#include "tests/bench/hash/kexec-tools.h"

const bool have_kexec_tools = false;

/* Nobody calls it. */
void kexec_tools_sha256(const void *data, size_t size, uint8_t ret_digest[32])
{
	(void)data;
	(void)size;
	(void)ret_digest;
	abort();
}
