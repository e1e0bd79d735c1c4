/* SPDX-License-Identifier: GPL-2.0-only */
/* The formats of liblzma: .xz (tukaani.org/xz/xz-file-format.txt), and the older .lzma ("LZMA_Alone"), which has no magic. */
#ifdef HAVE_CONFIG_H
#include "config.h"

#endif

#include <string.h>

#include "common/bytes.h"
#include "kexec/image/decompress-xz-place.h"
#include "kexec/image/layer.h"
#include "kexec/image/layers.h"

#ifdef HAVE_LIBLZMA
#include <errno.h>
#include <lzma.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/decompress-output.h"

#define MEMORY_LIMIT ((uint64_t)1 << DECOMPRESS_MEMORY_LOG)
#endif

#define LZMA_PROPERTIES_END (9 * 5 * 5)
#define LZMA_DICTIONARY_MIN 4096u
#define LZMA_UNPACKED_MAX ((uint64_t)1 << 38) /* the bound that xz-utils uses to tell .lzma from other files */

static bool xz_matches(struct view in)
{
	return in.size >= 6 && !memcmp(in.data,
				       "\xfd"
				       "7zXZ\0",
				       6);
}

/* lc + lp <= 4 is a limit of liblzma and of all known encoders. */
static bool plausible_properties(uint8_t properties)
{
	unsigned int lc = properties % 9, lp = properties / 9 % 5;

	return properties < LZMA_PROPERTIES_END && lc + lp <= 4;
}

/* Encoders write 2^n or 2^n + 2^(n-1). */
static bool plausible_dictionary(uint32_t size)
{
	uint32_t third = size / 3;

	return size >= LZMA_DICTIONARY_MIN && (is_power_of_two(size) || (third * 3 == size && is_power_of_two(third)));
}

static bool lzma_matches(struct view in)
{
	uint64_t unpacked;

	if (in.size <= LZMA_HEADER_SIZE || in.data[LZMA_HEADER_SIZE] != 0) /* the range coder's first byte is always 0 */
		return false;
	unpacked = load_le64(in.data + 5);
	return plausible_properties(in.data[0]) && plausible_dictionary(load_le32(in.data + 1)) &&
	       (unpacked == UINT64_MAX || (unpacked > 0 && unpacked < LZMA_UNPACKED_MAX));
}

#ifdef HAVE_LIBLZMA
static int failure(lzma_ret status, const struct output *out, struct diag *diag)
{
	if (status == LZMA_BUF_ERROR) /* no progress, and there was room */
		return output_cut_short(out, diag);
	if (status == LZMA_MEM_ERROR)
		return diag_oom(diag);
	if (status == LZMA_MEMLIMIT_ERROR)
		return diag_fail(diag, -EFBIG, "the %s data need more than %u MiB of memory to unpack, the accepted maximum",
				 out->format, (unsigned int)(MEMORY_LIMIT >> 20));
	if (status == LZMA_OPTIONS_ERROR)
		return diag_fail(diag, -EOPNOTSUPP, "the %s data use a filter or an option that this liblzma does not know",
				 out->format);
	if (status == LZMA_UNSUPPORTED_CHECK)
		return diag_fail(diag, -EOPNOTSUPP, "the %s data have a type of checksum that this liblzma cannot verify",
				 out->format);
	if (status == LZMA_FORMAT_ERROR)
		return output_damaged(out, "the header is not valid", diag);
	return output_damaged(out, "a block cannot be decoded, or a CRC or another checksum does not match", diag);
}

static int step(lzma_stream *stream, struct output *out, lzma_ret *ret_status, struct diag *diag)
{
	size_t consumed, written;
	int r = output_reserve(out, diag);

	if (r < 0)
		return r;
	consumed = stream->avail_in = out->left.size;
	written = stream->avail_out = out->room.size - out->used;
	stream->next_in = out->left.data;
	stream->next_out = out->room.data + out->used;
	*ret_status = lzma_code(stream, LZMA_RUN);
	return output_advance(out, consumed - stream->avail_in, written - stream->avail_out, diag);
}

static int unpack_stream(lzma_stream *stream, lzma_ret status, struct output *out, struct diag *diag)
{
	int r;

	while (status == LZMA_OK) {
		r = step(stream, out, &status, diag);
		if (r < 0)
			return r;
	}
	return status == LZMA_STREAM_END ? 0 : failure(status, out, diag);
}

/* xz-file-format 2.2: Stream Padding between streams is a multiple of four zero bytes. */
static bool another_xz_stream(struct output *out)
{
	size_t zeros = output_zeros(out);
	struct view next = { .data = out->left.data + zeros, .size = out->left.size - zeros };

	if (zeros % 4 || !xz_matches(next))
		return false;
	out->left = next;
	return true;
}

static int unpack_xz_streams(struct output *out, struct diag *diag)
{
	CLEANUP(lzma_end) lzma_stream stream = LZMA_STREAM_INIT;
	lzma_ret status;
	int r = 0;

	do {
		if (xz_unpack_to_place(out, MEMORY_LIMIT))
			continue;
		status = lzma_stream_decoder(&stream, MEMORY_LIMIT, LZMA_TELL_UNSUPPORTED_CHECK);
		r = unpack_stream(&stream, status, out, diag);
	} while (r == 0 && another_xz_stream(out));
	return r;
}

/*
 * Memory is touched only as the bytes come out, so a large first room costs nothing, and the output need not move. If there is
 * not that much to be had, the output grows.
 */
static int begin(const char *format, struct view in, size_t limit, struct output *ret, struct diag *diag)
{
	struct diag ignored = { 0 };

	return output_begin(format, in, limit, UINT64_MAX - 1, ret, &ignored) ? output_begin(format, in, limit, 0, ret, diag)
									      : 0;
}

static int xz_unpack(struct view in, size_t limit, size_t *ret_used, struct blob *ret, struct diag *diag)
{
	CLEANUP(output_release) struct output out = { 0 };
	int r = begin("xz", in, limit, &out, diag);

	if (r < 0)
		return r;
	r = unpack_xz_streams(&out, diag);
	if (r < 0)
		return r;
	return output_end(&out, true, ret_used, ret, diag);
}

static int lzma_unpack(struct view in, size_t limit, size_t *ret_used, struct blob *ret, struct diag *diag)
{
	CLEANUP(lzma_end) lzma_stream stream = LZMA_STREAM_INIT;
	CLEANUP(output_release) struct output out = { 0 };
	int r = begin("lzma", in, limit, &out, diag);

	if (r < 0)
		return r;
	if (!lzma_unpack_to_place(&out, MEMORY_LIMIT))
		r = unpack_stream(&stream, lzma_alone_decoder(&stream, MEMORY_LIMIT), &out, diag);
	if (r < 0)
		return r;
	return output_end(&out, true, ret_used, ret, diag);
}

#else
#define xz_unpack NULL
#define lzma_unpack NULL
#endif

const struct layer layer_xz = {
	.name = "xz",
	.what = "it is compressed with xz",
	.hint = "Unpack it with unxz.",
	.library = "liblzma",
	.matches = xz_matches,
	.unpack = xz_unpack,
};

const struct layer layer_lzma = {
	.name = "lzma",
	.what = "it is LZMA",
	.hint = "If it is, unpack it with unlzma.",
	.last = true,
	.library = "liblzma",
	.matches = lzma_matches,
	.unpack = lzma_unpack,
};
