/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lz4 in its two formats, streams of both in a row. The frame format has checksums and an end. The legacy format, which Linux's
 * build makes, has neither: blocks follow each other to the end of the file. If it is cut between two blocks only its contents
 * can tell. Source: lz4, doc/lz4_Frame_format.md.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"

#endif

#include "kexec/image/layer.h"
#include "kexec/image/layers.h"
#include "kexec/image/magic.h"

#ifdef HAVE_LIBLZ4
#include <errno.h>
#include <lz4.h>
#include <lz4frame.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/decompress-output.h"

/* Each legacy block but the last unpacks to so many bytes. */
#define BLOCK_SIZE_MAX ((size_t)8 << 20)

/* Magic number, two bytes of flags, a checksum. */
#define FRAME_HEADER_SIZE_MIN 7
#define FRAME_BLOCK_SIZE_MAX ((size_t)4 << 20)

/* The most that a byte of a block can stand for: a length goes on with bytes of up to 255. */
#define BLOCK_RATIO_MAX 255
#endif

static bool is_legacy(struct view in)
{
	return HAS_MAGIC(in, 0, "\x02\x21\x4c\x18");
}

static bool is_frame(struct view in)
{
	return HAS_MAGIC(in, 0, "\x04\x22\x4d\x18");
}

static bool lz4_matches(struct view in)
{
	return is_legacy(in) || is_frame(in);
}

#ifdef HAVE_LIBLZ4
/* 0x184D2A50 to 0x184D2A5F. */
static bool is_skippable(struct view in)
{
	return in.size >= 4 && (load_le32(in.data) & 0xfffffff0) == 0x184d2a50;
}

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* ---- the legacy format ---- */

/* A size that no block can have: the magic number of another stream, or bytes that are no lz4. */
static bool is_block_size(uint32_t size)
{
	return size && size <= (uint32_t)LZ4_COMPRESSBOUND(BLOCK_SIZE_MAX);
}

/* Linux's build appends the unpacked size, which looks like the size of one more block; but no block consists of zeros. */
static bool is_size_trailer(const struct output *out)
{
	struct view rest = { out->left.data + 4, out->left.size - 4 };

	return load_le32(out->left.data) == out->used && output_is_padding(rest);
}

static int unpack_block(struct output *out, uint32_t size, struct diag *diag)
{
	size_t most = size > BLOCK_SIZE_MAX / BLOCK_RATIO_MAX ? BLOCK_SIZE_MAX : (size_t)size * BLOCK_RATIO_MAX, room;
	int n, r;

	if (size > out->left.size - 4)
		return output_cut_short(out, diag);
	r = output_reserve_block(out, most, diag);
	if (r < 0)
		return r;
	/* Near the limit there is room for one byte too many, which proves that the block goes beyond it. */
	room = min_size(out->room.size - out->used, BLOCK_SIZE_MAX);
	n = LZ4_decompress_safe_partial((const char *)out->left.data + 4, (char *)out->room.data + out->used, (int)size,
					(int)room, (int)room);
	if (n < 0)
		return output_damaged(out, "a block does not decode", diag);
	return output_advance(out, 4 + (size_t)size, (size_t)n, diag);
}

static bool at_block(const struct output *out)
{
	return out->left.size >= 4 && is_block_size(load_le32(out->left.data)) && !is_size_trailer(out);
}

static int unpack_legacy(struct output *out, struct diag *diag)
{
	output_skip(out, 4);
	if (!out->left.size)
		return output_cut_short(out, diag);
	while (at_block(out)) {
		int r = unpack_block(out, load_le32(out->left.data), diag);

		if (r < 0)
			return r;
	}
	if (out->left.size < 4 && !output_is_padding(out->left))
		return output_cut_short(out, diag);
	return 0;
}

/* ---- the frame format ---- */

/* The library tells these apart by their names only. */
static int failure(size_t status, const struct output *out, struct diag *diag)
{
	const char *name = LZ4F_getErrorName(status);

	if (strstr(name, "allocation"))
		return diag_oom(diag);
	if (strstr(name, "headerChecksum"))
		return output_damaged(out, "the checksum of the header does not match", diag);
	if (strstr(name, "blockChecksum"))
		return output_damaged(out, "the checksum of a block does not match", diag);
	if (strstr(name, "contentChecksum"))
		return output_damaged(out, "the checksum of the unpacked bytes does not match", diag);
	if (strstr(name, "frameSize"))
		return output_damaged(out, "the number of unpacked bytes does not match", diag);
	if (strstr(name, "decompressionFailed"))
		return output_damaged(out, "a block does not decode", diag);
	return output_damaged(out, name, diag);
}

/*
 * The library is given what it asks for, a block at a time, and room for the largest block: so it unpacks each to its place and
 * has no use for buffers of its own.
 */
static int step(LZ4F_dctx *context, struct output *out, size_t *status, struct diag *diag)
{
	size_t consumed = min_size(*status, out->left.size), written;
	int r = output_reserve_block(out, FRAME_BLOCK_SIZE_MAX, diag);

	if (r < 0)
		return r;
	written = out->room.size - out->used;
	*status = LZ4F_decompress(context, out->room.data + out->used, &written, out->left.data, &consumed, NULL);
	if (LZ4F_isError(*status))
		return failure(*status, out, diag);
	if (*status && !consumed && !written)
		return output_cut_short(out, diag);
	return output_advance(out, consumed, written, diag);
}

static int unpack_frame(LZ4F_dctx *context, struct output *out, struct diag *diag)
{
	size_t status = FRAME_HEADER_SIZE_MIN;
	int r;

	LZ4F_resetDecompressionContext(context);
	do {
		r = step(context, out, &status, diag);
	} while (!r && status);
	return r;
}

/* ---- both ---- */

static void free_context(LZ4F_dctx **context)
{
	LZ4F_freeDecompressionContext(*context);
}

static int unpack_streams(struct output *out, struct diag *diag)
{
	CLEANUP(free_context) LZ4F_dctx *context = NULL;
	int r;

	if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)))
		return diag_oom(diag);
	do {
		r = is_legacy(out->left) ? unpack_legacy(out, diag) : unpack_frame(context, out, diag);
	} while (!r && (lz4_matches(out->left) || is_skippable(out->left)));
	return r;
}

/* The size that a frame may say it has; 0: it does not. */
static uint64_t claimed_size(struct view in)
{
	bool has_size = is_frame(in) && in.size >= 14 && in.data[4] & 0x08;

	return has_size ? load_le64(in.data + 6) : 0;
}

static int lz4_unpack(struct view in, size_t limit, size_t *ret_used, struct blob *ret, struct diag *diag)
{
	CLEANUP(output_release) struct output out = { 0 };
	int r;

	if (in.size < 4)
		return diag_fail(diag, -EBADMSG, "the lz4 data are cut short: %zu bytes", in.size);
	r = output_begin("lz4", in, limit, claimed_size(in), &out, diag);
	if (r < 0)
		return r;
	r = unpack_streams(&out, diag);
	if (r < 0)
		return r;
	return output_end(&out, true, ret_used, ret, diag);
}
#else
#define lz4_unpack NULL
#endif

const struct layer layer_lz4 = {
	.name = "lz4",
	.what = "it is compressed with lz4",
	.hint = "Unpack it with unlz4.",
	.library = "liblz4",
	.matches = lz4_matches,
	.unpack = lz4_unpack,
};
