/* SPDX-License-Identifier: GPL-2.0-only */
/* What one compression has and the others have not. Every input is packed here by the libraries' own encoders, then spoiled. */
#ifdef HAVE_CONFIG_H
#include "config.h"

#endif

#include <check.h>
#include <errno.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#ifdef HAVE_LIBLZ4
#include <lz4.h>
#endif

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/layer.h"
#include "kexec/image/layers.h"
#include "packed.h"
#include "tests/helpers/pack-lzop.h"
#include "tests/helpers/pack.h"
#include "tests/helpers/suite.h"

START_TEST(names_a_wrong_gzip_crc)
{
	struct packed packed = { .size = 0 };

	append_packed(pack_gzip(plain_view), &packed);
	packed.data[packed.size - 8] ^= 1; /* RFC 1952: CRC32, then ISIZE */
	assert_refuses(&codecs[0], &packed, ROOM, -EBADMSG, "the CRC-32 of the unpacked bytes does not match");
}
END_TEST

START_TEST(names_a_wrong_gzip_length)
{
	struct packed packed = { .size = 0 };

	append_packed(pack_gzip(plain_view), &packed);
	store_le32(packed.data + packed.size - 4, 0xfffffff0); /* a claim of 4 GiB */
	assert_refuses(&codecs[0], &packed, ROOM, -EBADMSG, "the number of unpacked bytes does not match");
}
END_TEST

START_TEST(names_a_wrong_xz_checksum)
{
	struct packed packed = { .size = 0 };

	append_packed(pack_xz(plain_view), &packed);
	packed.data[packed.size - 12] ^= 1; /* xz-file-format 2.1.2: the footer begins with its CRC32 */
	assert_refuses(&codecs[1], &packed, ROOM, -EBADMSG, "CRC");
}
END_TEST

/* xz-file-format 2.2: padding between streams is a multiple of four bytes; other padding ends the data. */
START_TEST(knows_xz_stream_padding)
{
	struct packed packed = { .size = 0 };

	append_packed(pack_xz(plain_view), &packed);
	packed.size += 8;
	append_packed(pack_xz(plain_view), &packed);
	assert_unpacks(&codecs[1], &packed, 2);
	packed = (struct packed){ .size = 0 };
	append_packed(pack_xz(plain_view), &packed);
	packed.size += 7;
	append_packed(pack_xz(plain_view), &packed);
	assert_refuses(&codecs[1], &packed, ROOM, -EBADMSG, "other bytes than zero padding");
}
END_TEST

START_TEST(bounds_the_memory_of_lzma)
{
	/* lc=3 lp=0 pb=2, a dictionary of 1 GiB, unknown size, then the range coder's first bytes. */
	struct packed packed = { .data = { 0x5d, 0, 0, 0, 0x40, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0 }, .size = 32 };

	assert_refuses(&codecs[2], &packed, ROOM, -EFBIG, "more than 256 MiB of memory");
}
END_TEST

/* Marks of LZMA: the first byte, the dictionary size, the unpacked size, the range coder's first byte. */
static const struct {
	const char *why;
	uint8_t properties;
	uint32_t dictionary;
	uint64_t unpacked;
	uint8_t first;
	bool matches;
} lzma_headers[] = {
	{ "lzma -9", 0x5d, 1 << 26, UINT64_MAX, 0, true },
	{ "a dictionary of 2^n + 2^(n-1)", 0x5d, 0x3000000, 1 << 20, 0, true },
	{ "all zero bytes", 0, 0, 0, 0, false },
	{ "lc + lp above 4", 8 + 9 * 1, 1 << 23, UINT64_MAX, 0, false },
	{ "properties of 225", 225, 1 << 23, UINT64_MAX, 0, false },
	{ "an odd dictionary", 0x5d, 0x800001, UINT64_MAX, 0, false },
	{ "a dictionary of 5 * 2^20", 0x5d, 5 << 20, UINT64_MAX, 0, false },
	{ "a tiny dictionary", 0x5d, 2048, UINT64_MAX, 0, false },
	{ "nothing unpacked", 0x5d, 1 << 23, 0, 0, false },
	{ "256 GiB unpacked", 0x5d, 1 << 23, UINT64_C(1) << 38, 0, false },
	{ "a range coder that does not start with 0", 0x5d, 1 << 23, UINT64_MAX, 1, false },
	{ "the first word of an Image with an EFI stub", 0x4d, 0x1491005a, UINT64_MAX, 0, false },
};

START_TEST(tells_lzma_from_other_bytes)
{
	uint8_t data[16] = { lzma_headers[_i].properties };
	struct view view = { .data = data, .size = sizeof(data) };

	store_le32(data + 1, lzma_headers[_i].dictionary);
	store_le64(data + 5, lzma_headers[_i].unpacked);
	data[13] = lzma_headers[_i].first;
	ck_assert_msg((match_packed(view) == &layer_lzma) == lzma_headers[_i].matches, "%s", lzma_headers[_i].why);
}
END_TEST

#ifdef HAVE_LIBZSTD
START_TEST(names_a_wrong_zstd_checksum)
{
	struct packed packed = { .size = 0 };

	append_packed(pack_zstd(plain_view), &packed);
	packed.data[packed.size - 1] ^= 1; /* RFC 8878, 3.1.1: Content_Checksum is last */
	assert_refuses(&codecs[3], &packed, ROOM, -EBADMSG, "the checksum of the unpacked bytes does not match");
}
END_TEST

START_TEST(bounds_the_window_of_zstd)
{
	/* RFC 8878, 3.1.1.1: no content size, a window descriptor with exponent 21: 2^31 bytes. */
	struct packed packed = { .data = { 0x28, 0xb5, 0x2f, 0xfd, 0x00, 21 << 3 }, .size = 32 };

	assert_refuses(&codecs[3], &packed, ROOM, -EFBIG, "a window of more than 256 MiB");
}
END_TEST

START_TEST(skips_a_skippable_zstd_frame)
{
	static const uint8_t skippable[] = { 0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'a', 'b', 'c' };
	struct packed packed = { .size = 0 };

	append_packed(pack_zstd(plain_view), &packed);
	memcpy(packed.data + packed.size, skippable, sizeof(skippable));
	packed.size += sizeof(skippable);
	append_packed(pack_zstd(plain_view), &packed);
	assert_unpacks(&codecs[3], &packed, 2);
}
END_TEST

static void add_zstd(TCase *tcase)
{
	tcase_add_test(tcase, names_a_wrong_zstd_checksum);
	tcase_add_test(tcase, bounds_the_window_of_zstd);
	tcase_add_test(tcase, skips_a_skippable_zstd_frame);
}
#else
static void add_zstd(TCase *tcase)
{
	(void)tcase;
}
#endif

#ifdef HAVE_LIBLZ4
static const struct codec lz4_frame = { &layer_lz4, pack_lz4_frame, true, true, false };
static const struct codec lz4_legacy = { &layer_lz4, pack_lz4_legacy, true, false, true };

START_TEST(unpacks_lz4_streams_of_both_formats_in_a_row)
{
	static const uint8_t skippable[] = { 0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'a', 'b', 'c' };
	struct packed packed = { .size = 0 };

	append_packed(pack_lz4_legacy(plain_view), &packed);
	append_packed(pack_lz4_frame(plain_view), &packed);
	memcpy(packed.data + packed.size, skippable, sizeof(skippable));
	packed.size += sizeof(skippable);
	append_packed(pack_lz4_legacy(plain_view), &packed);
	assert_unpacks(&lz4_frame, &packed, 3);
}
END_TEST

START_TEST(tells_a_size_behind_legacy_lz4_from_a_block)
{
	struct packed packed = { .size = 0 };

	append_packed(pack_lz4_legacy(plain_view), &packed);
	store_le32(packed.data + packed.size, PLAIN_SIZE);
	packed.size += 4 + 512;
	assert_unpacks(&lz4_legacy, &packed, 1);
	packed.data[packed.size - 1] = 1;
	assert_refuses(&lz4_legacy, &packed, ROOM, -EBADMSG, "cut short");
}
END_TEST

/* The largest size that a block of 8 MiB can have, and one byte more. */
START_TEST(ends_legacy_lz4_at_a_size_that_no_block_has)
{
	struct packed packed = { .size = 0 };
	size_t end;

	append_packed(pack_lz4_legacy(plain_view), &packed);
	end = packed.size;
	store_le32(packed.data + end, LZ4_COMPRESSBOUND(8 << 20));
	packed.size = end + 4;
	assert_refuses(&lz4_legacy, &packed, ROOM, -EBADMSG, "cut short");
	store_le32(packed.data + end, LZ4_COMPRESSBOUND(8 << 20) + 1);
	assert_refuses(&lz4_legacy, &packed, ROOM, -EBADMSG, "other bytes than zero padding follow");
}
END_TEST

START_TEST(names_a_legacy_lz4_block_that_does_not_decode)
{
	struct packed packed = { .size = 0 };

	append_packed(pack_lz4_legacy(plain_view), &packed);
	memset(packed.data + 8, 0xff, packed.size - 8);
	assert_refuses(&lz4_legacy, &packed, ROOM, -EBADMSG, "a block does not decode");
}
END_TEST

START_TEST(names_what_is_wrong_in_an_lz4_frame)
{
	struct packed packed = { .size = 0 };

	append_packed(pack_lz4_frame(plain_view), &packed);
	packed.data[packed.size - 1] ^= 1;
	assert_refuses(&lz4_frame, &packed, ROOM, -EBADMSG, "the checksum of the unpacked bytes does not match");
	packed.data[packed.size - 1] ^= 1;
	packed.data[14] ^= 1; /* magic 4, flags 2, content size 8, then the header's checksum */
	assert_refuses(&lz4_frame, &packed, ROOM, -EBADMSG, "the checksum of the header does not match");
}
END_TEST

static void add_lz4(TCase *tcase)
{
	tcase_add_test(tcase, unpacks_lz4_streams_of_both_formats_in_a_row);
	tcase_add_test(tcase, tells_a_size_behind_legacy_lz4_from_a_block);
	tcase_add_test(tcase, ends_legacy_lz4_at_a_size_that_no_block_has);
	tcase_add_test(tcase, names_a_legacy_lz4_block_that_does_not_decode);
	tcase_add_test(tcase, names_what_is_wrong_in_an_lz4_frame);
}
#else
static void add_lz4(TCase *tcase)
{
	(void)tcase;
}
#endif

#ifdef HAVE_LIBLZO2
static const struct codec lzo = { &layer_lzo, pack_lzo, true, true, false };

/* Headers of lzop, and the message for those that are refused. */
static const struct {
	const char *why;
	struct lzop lzop;
	int error;
	const char *message;
} lzop_headers[] = {
	{ "no checksums", { 0x1040, 0x0940, 1, 0 }, 0, NULL },
	{ "CRC-32 of blocks", { 0x1040, 0x0940, 1, LZOP_CRC32 }, 0, NULL },
	{ "all checksums", { 0x1040, 0x0940, 1, LZOP_ADLER32 | LZOP_CRC32 }, 0, NULL },
	{ "CRC-32 of the header", { 0x1040, 0x0940, 1, LZOP_HEADER_CRC32 }, 0, NULL },
	{ "an extra field", { 0x1040, 0x0940, 1, LZOP_EXTRA_FIELD }, 0, NULL },
	{ "an extra field and CRC-32", { 0x1040, 0x0940, 1, LZOP_EXTRA_FIELD | LZOP_HEADER_CRC32 }, 0, NULL },
	{ "LZO1X-999", { 0x1040, 0x0940, 3, 0 }, 0, NULL },
	{ "a filter", { 0x1040, 0x0940, 1, LZOP_FILTER }, -EOPNOTSUPP, "method 1 and a filter" },
	{ "another method", { 0x1040, 0x0940, 4, 0 }, -EOPNOTSUPP, "method 4" },
	{ "no method", { 0x1040, 0x0940, 0, 0 }, -EOPNOTSUPP, "method 0" },
	{ "an old version", { 0x0900, 0x0900, 1, 0 }, -EOPNOTSUPP, "format 0x0900" },
	{ "a later version", { 0x2000, 0x1050, 1, 0 }, -EOPNOTSUPP, "lzop's format" },
};

START_TEST(understands_the_headers_of_lzop)
{
	struct packed packed = { .size = 0 };

	append_packed(pack_lzop(&lzop_headers[_i].lzop, plain_view), &packed);
	if (!lzop_headers[_i].error)
		assert_unpacks(&lzo, &packed, 1);
	else
		assert_refuses(&lzo, &packed, ROOM, lzop_headers[_i].error, lzop_headers[_i].message);
}
END_TEST

START_TEST(unpacks_a_stored_lzo_block)
{
	uint8_t noise[100];
	struct packed packed = { .size = 0 };
	CLEANUP(blob_release) struct blob blob = { 0 };
	struct diag diag;

	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (uint8_t)(i * i * 31 + i * 7);
	append_packed(pack_lzo((struct view){ noise, sizeof(noise) }), &packed);
	ck_assert_int_eq(unpack_packed(&lzo, &packed, sizeof(noise), &blob, &diag), 0);
	ck_assert_uint_eq(blob.size, sizeof(noise));
	ck_assert_mem_eq(blob.data, noise, sizeof(noise));
}
END_TEST

/* Header 9 + 24 + 1 + 5 + 4 bytes; then the sizes of the first block, its two checksums, its bytes. */
#define LZOP_BLOCK_AT 43

START_TEST(names_what_is_wrong_in_an_lzo_file)
{
	static const struct {
		size_t at;
		const char *message;
	} spoiled[] = {
		{ 20, "the checksum of the header does not match" },
		{ LZOP_BLOCK_AT + 1, "the sizes of a block are not valid" },
		{ LZOP_BLOCK_AT + 8, "the checksum of an unpacked block does not match" },
		{ LZOP_BLOCK_AT + 12, "the checksum of a packed block does not match" },
		{ LZOP_BLOCK_AT + 40, "the checksum of a packed block does not match" },
	};

	uint8_t even[1000];

	for (size_t i = 0; i < sizeof(even); i++)
		even[i] = (uint8_t)(i % 64);
	for (size_t i = 0; i < COUNT(spoiled); i++) {
		struct packed packed = { .size = 0 };

		append_packed(pack_lzo((struct view){ even, sizeof(even) }), &packed);
		packed.data[spoiled[i].at] ^= 0x40;
		assert_refuses(&lzo, &packed, ROOM, -EBADMSG, spoiled[i].message);
	}
}
END_TEST

static void add_lzo(TCase *tcase)
{
	tcase_add_loop_test(tcase, understands_the_headers_of_lzop, 0, COUNT(lzop_headers));
	tcase_add_test(tcase, unpacks_a_stored_lzo_block);
	tcase_add_test(tcase, names_what_is_wrong_in_an_lzo_file);
}
#else
static void add_lzo(TCase *tcase)
{
	(void)tcase;
}
#endif

/* Each compression whose library is optional. */
static const struct {
	const struct layer *layer;
	const char *library;
	const uint8_t magic[10];
} optional[] = {
	{ &layer_zstd, "libzstd", { 0x28, 0xb5, 0x2f, 0xfd } },
	{ &layer_lz4, "liblz4", { 0x02, 0x21, 0x4c, 0x18 } },
	{ &layer_lz4, "liblz4", { 0x04, 0x22, 0x4d, 0x18 } },
	{ &layer_bzip2, "libbz2", { 'B', 'Z', 'h', '9' } },
	{ &layer_lzo, "liblzo2", { 0x89, 'L', 'Z', 'O', 0, '\r', '\n', 0x1a, '\n' } },
};

START_TEST(is_recognised_and_refused_by_name_without_its_library)
{
	struct view view = { .data = optional[_i].magic, .size = sizeof(optional[_i].magic) };
	struct diag diag = { 0 };

	ck_assert_ptr_eq(match_packed(view), optional[_i].layer);
	if (optional[_i].layer->unpack)
		return;
	ck_assert_int_eq(layer_refuse(optional[_i].layer, &diag), -EOPNOTSUPP);
	ck_assert_msg(strstr(diag.message, "this build is without"), "%s", diag.message);
	ck_assert_msg(strstr(diag.message, optional[_i].library), "%s", diag.message);
	ck_assert_msg(strstr(diag.hint, "Unpack it with"), "%s", diag.hint);
}
END_TEST

/* The CRC of a gzip header is rare, and skipped by libdeflate. */
START_TEST(verifies_the_crc_of_a_gzip_header)
{
	struct packed packed = { .size = 0 };
	uint32_t crc;

	append_packed(pack_gzip(plain_view), &packed);
	memmove(packed.data + 12, packed.data + 10, packed.size - 10);
	packed.size += 2;
	packed.data[3] = 2; /* FLG.FHCRC */
	crc = (uint32_t)crc32(0, packed.data, 10);
	packed.data[10] = (uint8_t)crc;
	packed.data[11] = (uint8_t)(crc >> 8);
	assert_unpacks(&codecs[0], &packed, 1);
	packed.data[10] ^= 1;
	assert_refuses(&codecs[0], &packed, ROOM, -EBADMSG, "header crc mismatch");
}
END_TEST

/* The size at the end is that of the last member only. */
START_TEST(unpacks_a_large_gzip_member_before_a_small_one)
{
	struct packed packed = { .size = 0 };
	CLEANUP(blob_release) struct blob zeros = { 0 };
	CLEANUP(blob_release) struct blob blob = { 0 };
	struct diag diag;

	ck_assert_int_eq(blob_alloc(3 << 20, &zeros), 0);
	append_packed(pack_gzip(plain_view), &packed);
	append_packed(pack_gzip(blob_view(&zeros)), &packed);
	append_packed(pack_gzip(plain_view), &packed);
	ck_assert_int_eq(unpack_packed(&codecs[0], &packed, 4 << 20, &blob, &diag), 0);
	ck_assert_uint_eq(blob.size, zeros.size + 2 * PLAIN_SIZE);
	ck_assert_mem_eq(blob.data, plain, PLAIN_SIZE);
	ck_assert_mem_eq(blob.data + blob.size - PLAIN_SIZE, plain, PLAIN_SIZE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decompress-formats");
	TCase *tcase = tcase_create("decompress-formats");

	tcase_add_checked_fixture(tcase, fill_plain, NULL);
	tcase_add_test(tcase, names_a_wrong_gzip_crc);
	tcase_add_test(tcase, names_a_wrong_gzip_length);
	tcase_add_test(tcase, names_a_wrong_xz_checksum);
	tcase_add_test(tcase, knows_xz_stream_padding);
	tcase_add_test(tcase, bounds_the_memory_of_lzma);
	tcase_add_loop_test(tcase, tells_lzma_from_other_bytes, 0, COUNT(lzma_headers));
	tcase_add_test(tcase, verifies_the_crc_of_a_gzip_header);
	tcase_add_test(tcase, unpacks_a_large_gzip_member_before_a_small_one);
	tcase_add_loop_test(tcase, is_recognised_and_refused_by_name_without_its_library, 0, COUNT(optional));
	add_zstd(tcase);
	add_lz4(tcase);
	add_lzo(tcase);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
