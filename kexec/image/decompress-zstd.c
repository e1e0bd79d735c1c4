/* SPDX-License-Identifier: GPL-2.0-only */
/* zstd, RFC 8878: one frame or several in a row, skippable ones among them. */
#ifdef HAVE_CONFIG_H
#include "config.h"

#endif

#include <string.h>

#include "kexec/image/layer.h"
#include "kexec/image/layers.h"

#ifdef HAVE_LIBZSTD
#include <errno.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/decompress-output.h"
#endif

/* RFC 8878, 3.1.1: 0xFD2FB528. */
static bool zstd_matches(struct view in)
{
	return in.size >= 4 && !memcmp(in.data, "\x28\xb5\x2f\xfd", 4);
}

#ifdef HAVE_LIBZSTD
/* RFC 8878, 3.1.2: 0x184D2A50 to 0x184D2A5F. */
static bool skippable(struct view in)
{
	return in.size >= 4 && (load_le32(in.data) & 0xfffffff0) == 0x184d2a50;
}

static int failure(size_t status, const struct output *out, struct diag *diag)
{
	switch ((int)ZSTD_getErrorCode(status)) {
	case ZSTD_error_memory_allocation:
		return diag_oom(diag);
	case ZSTD_error_frameParameter_windowTooLarge:
		return diag_fail(diag, -EFBIG,
				 "the zstd data need a window of more than %u MiB to unpack, the accepted maximum",
				 1u << (DECOMPRESS_MEMORY_LOG - 20));
	case ZSTD_error_checksum_wrong:
		return output_damaged(out, "the checksum of the unpacked bytes does not match", diag);
	default:
		return output_damaged(out, ZSTD_getErrorName(status), diag);
	}
}

static int step(ZSTD_DCtx *context, struct output *out, size_t *ret_status, struct diag *diag)
{
	ZSTD_inBuffer from = { .src = out->left.data, .size = out->left.size };
	ZSTD_outBuffer to;
	int r = output_reserve(out, diag);

	if (r < 0)
		return r;
	to = (ZSTD_outBuffer){ .dst = out->room.data + out->used, .size = out->room.size - out->used };
	*ret_status = ZSTD_decompressStream(context, &to, &from);
	if (ZSTD_isError(*ret_status))
		return failure(*ret_status, out, diag);
	if (*ret_status != 0 && from.pos == 0 && to.pos == 0)
		return output_cut_short(out, diag);
	return output_advance(out, from.pos, to.pos, diag);
}

static int unpack_frames(ZSTD_DCtx *context, struct output *out, struct diag *diag)
{
	size_t status;
	int r;

	do {
		do {
			r = step(context, out, &status, diag);
			if (r < 0)
				return r;
		} while (status != 0);
	} while (zstd_matches(out->left) || skippable(out->left));
	return 0;
}

/* ---- a whole frame to its place: the library needs no window of its own for that ---- */

#define BLOCK_SIZE_MAX ((size_t)128 << 10)
#define BLOCK_RAW 0
#define BLOCK_RLE 1

/* RFC 8878, 3.1.1.1: the size of the header of a frame, from its first byte behind the magic number. */
static size_t header_size(uint8_t descriptor)
{
	static const size_t dictionary[] = { 0, 1, 2, 4 }, content[] = { 0, 2, 4, 8 };
	bool single_segment = descriptor & 0x20;
	unsigned int content_flag = descriptor >> 6;

	return 4 + 1 + !single_segment + dictionary[descriptor & 3] +
	       (content_flag || !single_segment ? content[content_flag] : 1);
}

/* The most that the first frame can unpack to, by the heads of its blocks (RFC 8878, 3.1.1.2). 0: it is not whole. */
static uint64_t most_unpacked(struct view in)
{
	uint64_t sum = 0;
	size_t at;

	if (in.size < 5)
		return 0;
	for (at = header_size(in.data[4]); span_fits(at, 3, in.size);) {
		uint32_t head = in.data[at] | (uint32_t)in.data[at + 1] << 8 | (uint32_t)in.data[at + 2] << 16;
		uint32_t type = head >> 1 & 3, size = head >> 3;

		sum += type == BLOCK_RAW || type == BLOCK_RLE ? size : BLOCK_SIZE_MAX;
		if (head & 1)
			return sum;
		at += 3 + (type == BLOCK_RLE ? 1 : size);
	}
	return 0;
}

/* Whatever this does not take is left to unpack_frames(), which says why. */
static int unpack_quickly(ZSTD_DCtx *context, struct output *out, struct diag *diag)
{
	int r = 0;

	while (!r && zstd_matches(out->left)) {
		size_t size = ZSTD_findFrameCompressedSize(out->left.data, out->left.size), n;

		if (ZSTD_isError(size))
			return 0;
		n = ZSTD_decompressDCtx(context, out->room.data + out->used, out->room.size - out->used, out->left.data, size);
		if (ZSTD_isError(n))
			return 0;
		r = output_advance(out, size, n, diag);
	}
	return r;
}

static void free_context(ZSTD_DCtx **context)
{
	ZSTD_freeDCtx(*context);
}

static int zstd_unpack(struct view in, size_t limit, size_t *ret_used, struct blob *ret, struct diag *diag)
{
	CLEANUP(free_context) ZSTD_DCtx *context = ZSTD_createDCtx();
	CLEANUP(output_release) struct output out = { 0 };
	unsigned long long hint = ZSTD_getFrameContentSize(in.data, in.size);
	int r;

	if (!context || ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, DECOMPRESS_MEMORY_LOG)))
		return diag_oom(diag);
	if (hint == ZSTD_CONTENTSIZE_UNKNOWN || hint == ZSTD_CONTENTSIZE_ERROR)
		hint = most_unpacked(in);
	r = output_begin("zstd", in, limit, hint, &out, diag);
	if (r < 0)
		return r;
	r = unpack_quickly(context, &out, diag);
	if (!r && (out.left.size == in.size || zstd_matches(out.left) || skippable(out.left)))
		r = unpack_frames(context, &out, diag);
	if (r < 0)
		return r;
	return output_end(&out, true, ret_used, ret, diag);
}
#else
#define zstd_unpack NULL
#endif

const struct layer layer_zstd = {
	.name = "zstd",
	.what = "it is compressed with zstd",
	.hint = "Unpack it with unzstd.",
	.library = "libzstd",
	.matches = zstd_matches,
	.unpack = zstd_unpack,
};
