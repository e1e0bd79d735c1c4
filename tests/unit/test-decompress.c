/* SPDX-License-Identifier: GPL-2.0-only */
/* Properties of every compression. Every input is packed here by the libraries' own encoders, then spoiled. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

START_TEST(is_found_by_its_first_bytes)
{
	struct packed packed = { .size = 0 };
	struct view view = { .data = packed.data };

	append_packed(codecs[_i].pack(plain_view), &packed);
	view.size = packed.size;
	ck_assert_ptr_eq(match_packed(view), codecs[_i].layer);
	view.size = 2;
	ck_assert_ptr_null(match_packed(view));
	view.size = 0;
	ck_assert_ptr_null(match_packed(view));
}
END_TEST

START_TEST(unpacks_one_stream)
{
	struct packed packed = { .size = 0 };

	append_packed(codecs[_i].pack(plain_view), &packed);
	assert_unpacks(&codecs[_i], &packed, 1);
}
END_TEST

START_TEST(unpacks_streams_in_a_row)
{
	struct packed packed = { .size = 0 };

	append_packed(codecs[_i].pack(plain_view), &packed);
	append_packed(codecs[_i].pack(plain_view), &packed);
	append_packed(codecs[_i].pack(plain_view), &packed);
	if (codecs[_i].concatenates)
		assert_unpacks(&codecs[_i], &packed, 3);
	else
		assert_refuses(&codecs[_i], &packed, ROOM, -EBADMSG, "other bytes than zero padding follow");
}
END_TEST

START_TEST(unpacks_much_more_than_its_first_room)
{
	struct packed packed = { .size = 0 };
	CLEANUP(blob_release) struct blob zeros = { 0 };
	CLEANUP(blob_release) struct blob blob = { 0 };
	struct diag diag;

	ck_assert_int_eq(blob_alloc(9 << 20, &zeros), 0);
	append_packed(codecs[_i].pack(blob_view(&zeros)), &packed);
	ck_assert_int_eq(unpack_packed(&codecs[_i], &packed, zeros.size, &blob, &diag), 0);
	ck_assert_uint_eq(blob.size, zeros.size);
	ck_assert_int_eq(memcmp(blob.data, zeros.data, zeros.size), 0);
}
END_TEST

START_TEST(unpacks_nothing_to_nothing)
{
	struct packed packed = { .size = 0 };
	CLEANUP(blob_release) struct blob blob = { 0 };
	struct diag diag;

	append_packed(codecs[_i].pack((struct view){ plain, 0 }), &packed);
	if (codecs[_i].has_no_end) {
		assert_refuses(&codecs[_i], &packed, 0, -EBADMSG, "cut short");
		return;
	}
	ck_assert_int_eq(unpack_packed(&codecs[_i], &packed, 0, &blob, &diag), 0);
	ck_assert_uint_eq(blob.size, 0);
}
END_TEST

/* A kernel that was written to a partition is followed by what fills its last block. */
START_TEST(accepts_zero_padding)
{
	struct packed packed = { .size = 0 };

	append_packed(codecs[_i].pack(plain_view), &packed);
	packed.size += 511;
	assert_unpacks(&codecs[_i], &packed, 1);
}
END_TEST

START_TEST(refuses_other_bytes_behind_the_stream)
{
	struct packed packed = { .size = 0 };

	append_packed(codecs[_i].pack(plain_view), &packed);
	packed.data[packed.size + 100] = 0xa5;
	packed.size += 200;
	assert_refuses(&codecs[_i], &packed, PLAIN_SIZE, -EBADMSG, "other bytes than zero padding follow: 0xa5 at byte");
}
END_TEST

/* Linux's build appends the unpacked size to formats that lack it; gzip has it. */
START_TEST(accepts_an_appended_size_where_linux_appends_one)
{
	struct packed packed = { .size = 0 };

	append_packed(codecs[_i].pack(plain_view), &packed);
	store_le32(packed.data + packed.size, PLAIN_SIZE);
	packed.size += 4;
	if (codecs[_i].layer == &layer_gzip)
		assert_refuses(&codecs[_i], &packed, PLAIN_SIZE, -EBADMSG, "other bytes than zero padding");
	else
		assert_unpacks(&codecs[_i], &packed, 1);
}
END_TEST

START_TEST(refuses_a_wrong_appended_size)
{
	struct packed packed = { .size = 0 };

	append_packed(codecs[_i].pack(plain_view), &packed);
	store_le32(packed.data + packed.size, PLAIN_SIZE + 1);
	packed.size += 4;
	assert_refuses(&codecs[_i], &packed, PLAIN_SIZE, -EBADMSG,
		       codecs[_i].has_no_end ? "cut short" : "other bytes than zero padding");
}
END_TEST

/* An initrd may have further archives behind a stream, and the unpacker says where. */
START_TEST(says_where_the_streams_end)
{
	struct packed packed = { .size = 0 };
	CLEANUP(blob_release) struct blob blob = { 0 };
	struct view view = { .data = packed.data };
	struct diag diag = { 0 };
	size_t end, used = 42;

	append_packed(codecs[_i].pack(plain_view), &packed);
	end = packed.size;
	memcpy(packed.data + end + 4, "070701", 6);
	view.size = end + 10;
	ck_assert_msg(!codecs[_i].layer->unpack(view, PLAIN_SIZE, &used, &blob, &diag), "%s: %s", codecs[_i].layer->name,
		      diag.message);
	ck_assert_uint_eq(used, end);
	ck_assert_uint_eq(blob.size, PLAIN_SIZE);
}
END_TEST

START_TEST(refuses_every_truncation)
{
	struct packed packed = { .size = 0 };
	size_t whole;

	append_packed(codecs[_i].pack(plain_view), &packed);
	whole = packed.size;
	for (packed.size = 0; packed.size < whole; packed.size++)
		assert_refuses(&codecs[_i], &packed, PLAIN_SIZE, -EBADMSG, "cut short");
}
END_TEST

START_TEST(refuses_a_truncated_second_stream)
{
	struct packed packed = { .size = 0 };

	if (!codecs[_i].concatenates)
		return;
	append_packed(codecs[_i].pack(plain_view), &packed);
	append_packed(codecs[_i].pack(plain_view), &packed);
	packed.size--;
	assert_refuses(&codecs[_i], &packed, 2 * PLAIN_SIZE, -EBADMSG, "cut short");
}
END_TEST

START_TEST(keeps_the_limit_to_the_byte)
{
	struct packed packed = { .size = 0 };

	append_packed(codecs[_i].pack(plain_view), &packed);
	assert_refuses(&codecs[_i], &packed, PLAIN_SIZE - 1, -EFBIG, "more than 4999 bytes");
	assert_refuses(&codecs[_i], &packed, 0, -EFBIG, "more than 0 bytes");
	assert_unpacks(&codecs[_i], &packed, 1);
}
END_TEST

START_TEST(stops_a_bomb_at_the_limit)
{
	struct packed packed = { .size = 0 };
	CLEANUP(blob_release) struct blob zeros = { 0 };

	ck_assert_int_eq(blob_alloc(16 << 20, &zeros), 0);
	append_packed(codecs[_i].pack(blob_view(&zeros)), &packed);
	assert_refuses(&codecs[_i], &packed, 1 << 20, -EFBIG, "more than 1048576 bytes (1 MiB)");
}
END_TEST

START_TEST(keeps_the_limit_over_all_streams)
{
	struct packed packed = { .size = 0 };

	if (!codecs[_i].concatenates)
		return;
	append_packed(codecs[_i].pack(plain_view), &packed);
	append_packed(codecs[_i].pack(plain_view), &packed);
	assert_refuses(&codecs[_i], &packed, 2 * PLAIN_SIZE - 1, -EFBIG, "more than 9999 bytes");
}
END_TEST

/* If any byte is damaged, the output is correct or absent. (lzma has no checksum.) */
START_TEST(never_gives_wrong_bytes)
{
	struct packed packed = { .size = 0 };

	if (!codecs[_i].has_check)
		return;
	append_packed(codecs[_i].pack(plain_view), &packed);
	for (size_t i = 0; i < packed.size; i++) {
		CLEANUP(blob_release) struct blob blob = { 0 };
		struct diag diag;

		packed.data[i] ^= 0x10;
		if (unpack_packed(&codecs[_i], &packed, ROOM, &blob, &diag) == 0)
			ck_assert_msg(blob.size == PLAIN_SIZE && !memcmp(blob.data, plain, PLAIN_SIZE), "%s: byte %zu",
				      codecs[_i].layer->name, i);
		else
			ck_assert_msg(diag.message[0], "%s: byte %zu: no reason", codecs[_i].layer->name, i);
		packed.data[i] ^= 0x10;
	}
}
END_TEST

static void add_for_every_codec(TCase *tcase)
{
	tcase_add_loop_test(tcase, is_found_by_its_first_bytes, 0, codec_count);
	tcase_add_loop_test(tcase, unpacks_one_stream, 0, codec_count);
	tcase_add_loop_test(tcase, unpacks_streams_in_a_row, 0, codec_count);
	tcase_add_loop_test(tcase, unpacks_much_more_than_its_first_room, 0, codec_count);
	tcase_add_loop_test(tcase, unpacks_nothing_to_nothing, 0, codec_count);
	tcase_add_loop_test(tcase, accepts_zero_padding, 0, codec_count);
	tcase_add_loop_test(tcase, refuses_other_bytes_behind_the_stream, 0, codec_count);
	tcase_add_loop_test(tcase, accepts_an_appended_size_where_linux_appends_one, 0, codec_count);
	tcase_add_loop_test(tcase, refuses_a_wrong_appended_size, 0, codec_count);
	tcase_add_loop_test(tcase, says_where_the_streams_end, 0, codec_count);
	tcase_add_loop_test(tcase, refuses_every_truncation, 0, codec_count);
	tcase_add_loop_test(tcase, refuses_a_truncated_second_stream, 0, codec_count);
	tcase_add_loop_test(tcase, keeps_the_limit_to_the_byte, 0, codec_count);
	tcase_add_loop_test(tcase, stops_a_bomb_at_the_limit, 0, codec_count);
	tcase_add_loop_test(tcase, keeps_the_limit_over_all_streams, 0, codec_count);
	tcase_add_loop_test(tcase, never_gives_wrong_bytes, 0, codec_count);
}

int main(void)
{
	Suite *suite = suite_create("decompress");
	TCase *tcase = tcase_create("decompress");

	tcase_add_checked_fixture(tcase, fill_plain, NULL);
	add_for_every_codec(tcase);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
