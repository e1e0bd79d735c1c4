/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/bench/hash/kexec-tools.h"

#include <sha256.h> /* util_lib/include of kexec-tools; its functions are renamed, ours have the same names */

const bool have_kexec_tools = true;

void kexec_tools_sha256(const void *data, size_t size, uint8_t ret_digest[32])
{
	sha256_context ctx;

	sha256_starts(&ctx);
	sha256_update(&ctx, data, size);
	sha256_finish(&ctx, ret_digest);
}
