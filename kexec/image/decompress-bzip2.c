/* SPDX-License-Identifier: GPL-2.0-only */
/* bzip2: one stream or several in a row. Each block and each stream has a CRC of its own. */
#ifdef HAVE_CONFIG_H
#include "config.h"

#endif

#include "kexec/image/layer.h"
#include "kexec/image/layers.h"
#include "kexec/image/magic.h"

#ifdef HAVE_LIBBZ2
#include <bzlib.h>
#include <limits.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/decompress-output.h"
#endif

/* "BZh" and the size of a block in units of 100 kB. */
static bool bzip2_matches(struct view in)
{
	return HAS_MAGIC(in, 0, "BZh") && in.size >= 4 && in.data[3] >= '1' && in.data[3] <= '9';
}

#ifdef HAVE_LIBBZ2
static unsigned int clamp_uint(size_t n)
{
	return n < UINT_MAX ? (unsigned int)n : UINT_MAX;
}

static int failure(int status, const struct output *out, struct diag *diag)
{
	if (status == BZ_MEM_ERROR)
		return diag_oom(diag);
	if (status == BZ_DATA_ERROR_MAGIC)
		return output_damaged(out, "the header is not valid", diag);
	return output_damaged(out, "a block does not decode, or its CRC does not match", diag);
}

static int step(bz_stream *stream, struct output *out, int *ret_status, struct diag *diag)
{
	unsigned int consumed, written;
	int r = output_reserve(out, diag);

	if (r < 0)
		return r;
	/* The library's member is not const, but it only reads. */
	stream->next_in = (char *)(uintptr_t)out->left.data;
	stream->next_out = (char *)out->room.data + out->used;
	consumed = stream->avail_in = clamp_uint(out->left.size);
	written = stream->avail_out = clamp_uint(out->room.size - out->used);
	*ret_status = BZ2_bzDecompress(stream);
	consumed -= stream->avail_in;
	written -= stream->avail_out;
	if (*ret_status == BZ_OK && !consumed && !written)
		return output_cut_short(out, diag);
	return output_advance(out, consumed, written, diag);
}

static void end_stream(bz_stream *stream)
{
	BZ2_bzDecompressEnd(stream);
}

static int unpack_stream(struct output *out, struct diag *diag)
{
	CLEANUP(end_stream) bz_stream stream = { 0 };
	int status = BZ2_bzDecompressInit(&stream, 0, 0), r;

	while (status == BZ_OK) {
		r = step(&stream, out, &status, diag);
		if (r < 0)
			return r;
	}
	return status == BZ_STREAM_END ? 0 : failure(status, out, diag);
}

static int bzip2_unpack(struct view in, size_t limit, size_t *ret_used, struct blob *ret, struct diag *diag)
{
	CLEANUP(output_release) struct output out = { 0 };
	int r = output_begin("bzip2", in, limit, 0, &out, diag);

	if (r < 0)
		return r;
	do {
		r = unpack_stream(&out, diag);
		if (r < 0)
			return r;
	} while (bzip2_matches(out.left));
	return output_end(&out, true, ret_used, ret, diag);
}
#else
#define bzip2_unpack NULL
#endif

const struct layer layer_bzip2 = {
	.name = "bzip2",
	.what = "it is compressed with bzip2",
	.hint = "Unpack it with bunzip2.",
	.library = "libbz2",
	.matches = bzip2_matches,
	.unpack = bzip2_unpack,
};
