/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every compression on the same bytes: the first byte chooses one, so that none hides behind another's magic number;
 * its high bit asks for the streams at the start only.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"

#endif
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/image/layer.h"
#include "kexec/image/layers.h"

#define LIMIT ((size_t)256 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct layer *const all[] = { &layer_gzip, &layer_xz, &layer_lzma, &layer_zstd, &layer_bzip2, &layer_lz4, &layer_lzo };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct layer *chosen;
	struct view in = { .data = data + 1, .size = size - 1 };
	struct blob blob = { 0 };
	struct diag diag = { 0 };
	size_t used = 0;
	int r;

	if (!size)
		return 0;
	chosen = all[data[0] % (sizeof(all) / sizeof(all[0]))];
	layers_match(layers_all, in, false);
	layers_match(layers_all, in, true);
	if (!chosen->unpack)
		return 0;
	r = chosen->unpack(in, LIMIT, data[0] & 0x80 ? &used : NULL, &blob, &diag);
	if (r > 0 || used > in.size || blob.size > LIMIT || (r < 0 && (!diag.message[0] || blob.data)) || (r == 0 && !blob.data))
		abort();
	blob_release(&blob);
	return 0;
}
