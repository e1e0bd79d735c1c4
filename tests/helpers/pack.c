/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/pack.h"

#include <check.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#ifdef HAVE_LIBZSTD
#include <zstd.h>
#endif
#ifdef HAVE_LIBLZ4
#include <lz4.h>
#include <lz4frame.h>
#endif
#ifdef HAVE_LIBBZ2
#include <bzlib.h>
#endif

#include "common/bytes.h"
#include "kexec/base/cleanup.h"

/* More than any of the encoders makes of so many bytes. */
static struct blob room_for(struct view in)
{
	struct blob blob;

	ck_assert_int_eq(blob_alloc(in.size + in.size / 8 + 1000, &blob), 0);
	return blob;
}

/* zlib and libbz2 take their input without const. */
static uint8_t *copy_of(struct view in)
{
	uint8_t *copy = malloc(in.size + 1);

	ck_assert_ptr_nonnull(copy);
	if (in.size)
		memcpy(copy, in.data, in.size);
	return copy;
}

struct blob pack_gzip(struct view in)
{
	CLEANUP(free_pointer) uint8_t *copy = copy_of(in);
	struct blob out = room_for(in);
	z_stream z = { 0 };

	ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = copy;
	z.avail_in = (uInt)in.size;
	z.next_out = out.data;
	z.avail_out = (uInt)out.size;
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	out.size = z.total_out;
	deflateEnd(&z);
	return out;
}

struct blob pack_xz(struct view in)
{
	struct blob out = room_for(in);
	size_t size = 0;

	ck_assert_int_eq(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC32, NULL, in.data, in.size, out.data, &size, out.size),
			 LZMA_OK);
	out.size = size;
	return out;
}

struct blob pack_lzma(struct view in)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	struct blob out = room_for(in);
	lzma_options_lzma options;

	ck_assert(!lzma_lzma_preset(&options, 6));
	ck_assert_int_eq(lzma_alone_encoder(&stream, &options), LZMA_OK);
	stream.next_in = in.data;
	stream.avail_in = in.size;
	stream.next_out = out.data;
	stream.avail_out = out.size;
	ck_assert_int_eq(lzma_code(&stream, LZMA_FINISH), LZMA_STREAM_END);
	out.size = stream.total_out;
	lzma_end(&stream);
	return out;
}

#ifdef HAVE_LIBZSTD
struct blob pack_zstd(struct view in)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	struct blob out = room_for(in);

	ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
	out.size = ZSTD_compress2(context, out.data, out.size, in.data, in.size);
	ck_assert(!ZSTD_isError(out.size));
	ZSTD_freeCCtx(context);
	return out;
}
#endif

#ifdef HAVE_LIBLZ4
/* The library asks for the room of its largest block, however small the input is. */
struct blob pack_lz4_frame(struct view in)
{
	LZ4F_preferences_t preferences = { .frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled,
					   .frameInfo.contentSize = in.size };
	struct blob out;

	ck_assert_int_eq(blob_alloc(LZ4F_compressFrameBound(in.size, &preferences), &out), 0);
	out.size = LZ4F_compressFrame(out.data, out.size, in.data, in.size, &preferences);
	ck_assert(!LZ4F_isError(out.size));
	return out;
}

struct blob pack_lz4_legacy(struct view in)
{
	struct blob out = room_for(in);
	size_t used = 4;

	store_le32(out.data, 0x184c2102);
	for (size_t at = 0; at < in.size; at += 8 << 20) {
		size_t n = in.size - at < 8 << 20 ? in.size - at : 8 << 20;
		int packed = LZ4_compress_default((const char *)in.data + at, (char *)out.data + used + 4, (int)n,
						  (int)(out.size - used - 4));

		ck_assert_int_gt(packed, 0);
		store_le32(out.data + used, (uint32_t)packed);
		used += 4 + (size_t)packed;
	}
	out.size = used;
	return out;
}
#endif

#ifdef HAVE_LIBBZ2
struct blob pack_bzip2(struct view in)
{
	CLEANUP(free_pointer) uint8_t *copy = copy_of(in);
	struct blob out = room_for(in);
	unsigned int n = (unsigned int)out.size;

	ck_assert_int_eq(BZ2_bzBuffToBuffCompress((char *)out.data, &n, (char *)copy, (unsigned int)in.size, 9, 0, 0), BZ_OK);
	out.size = n;
	return out;
}
#endif
