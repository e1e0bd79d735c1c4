/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every compression on the same bytes: the first byte chooses one, so that none hides behind another's magic number;
 * its high bit asks for the streams at the start only.
 *
 * An input costs what it makes a library allocate: an output has few bytes, and bzip2 gets the smallest of its blocks.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"

#endif
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/layer.h"
#include "kexec/image/layers.h"

#define LIMIT ((size_t)16 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct layer *const all[] = { &layer_gzip, &layer_xz, &layer_lzma, &layer_zstd, &layer_bzip2, &layer_lz4, &layer_lzo };

static void unpack(const struct layer *layer, struct view in, bool may_end)
{
	CLEANUP(blob_release) struct blob blob = { 0 };
	struct diag diag = { 0 };
	size_t used = 0;
	int r = layer->unpack(in, LIMIT, may_end ? &used : NULL, &blob, &diag);

	if (r > 0 || used > in.size || blob.size > LIMIT || (r < 0 && (!diag.message[0] || blob.data)) || (r == 0 && !blob.data))
		abort();
}

/* "BZh" and a digit: the size of the blocks in units of 100,000 bytes, of which four times as much is allocated. */
static void shrink_blocks(struct blob *bytes)
{
	if (bytes->size > 3 && bytes->data[3] > '1' && bytes->data[3] <= '9')
		bytes->data[3] = '1';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct layer *chosen;
	struct view in = { .data = data + 1, .size = size - 1 };
	CLEANUP(blob_release) struct blob copy = { 0 };

	if (!size)
		return 0;
	chosen = all[data[0] % (sizeof(all) / sizeof(all[0]))];
	layers_match(layers_all, in, false);
	layers_match(layers_all, in, true);
	if (!chosen->unpack || blob_alloc(in.size, &copy) < 0)
		return 0;
	if (in.size)
		memcpy(copy.data, in.data, in.size);
	if (chosen == &layer_bzip2)
		shrink_blocks(&copy);
	unpack(chosen, blob_view(&copy), data[0] & 0x80);
	return 0;
}
