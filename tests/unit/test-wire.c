/* SPDX-License-Identifier: GPL-2.0-only */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/ranges.h"
#include "kexec/base/wire.h"
#include "tests/helpers/suite.h"

/* What was written, and is read. */
static struct {
	uint8_t bytes[8 << 20];
	size_t at, size;
} line;

static int take_in(void *context, void *bytes, size_t size)
{
	(void)context;
	ck_assert_uint_le(size, sizeof(line.bytes) - line.size);
	memcpy(line.bytes + line.size, bytes, size);
	line.size += size;
	return 0;
}

static int give_out(void *context, void *bytes, size_t size)
{
	(void)context;
	if (size > line.size - line.at)
		return -ENODATA;
	memcpy(bytes, line.bytes + line.at, size);
	line.at += size;
	return 0;
}

static struct wire writer, reader;

static void setup(void)
{
	line.at = line.size = 0;
	writer = (struct wire){ .move = take_in };
	reader = (struct wire){ .reads = true, .move = give_out };
}

static void put(uint64_t number)
{
	wire_number(&writer, &number, UINT64_MAX);
}

START_TEST(a_number_has_a_maximum)
{
	uint64_t number = 5;

	put(7);
	put(8);
	wire_number(&reader, &number, 7);
	ck_assert_uint_eq(number, 7);
	wire_number(&reader, &number, 7);
	ck_assert_int_eq(reader.error, -EBADMSG);
	ck_assert_uint_eq(number, 7);
	ck_assert_uint_eq(reader.count, 1);
}
END_TEST

START_TEST(nothing_is_read_after_a_fault)
{
	uint64_t number = 1;
	char text[8] = "old";

	put(9);
	put(2);
	wire_number(&reader, &number, 8);
	wire_number(&reader, &number, 8);
	wire_text(&reader, text, sizeof(text));
	ck_assert_uint_eq(number, 1);
	ck_assert_str_eq(text, "");
	ck_assert_int_eq(reader.error, -EBADMSG);
}
END_TEST

START_TEST(the_end_is_a_fault)
{
	uint64_t number = 1;

	wire_number(&reader, &number, 8);
	ck_assert_int_eq(reader.error, -ENODATA);
}
END_TEST

START_TEST(small_numbers_are_bounded_before_they_are_cut)
{
	uint32_t word = 3;
	bool flag = false;
	size_t size = 0;

	put(UINT64_C(0x100000001));
	wire_u32(&reader, &word, UINT32_MAX);
	ck_assert_int_eq(reader.error, -EBADMSG);
	ck_assert_uint_eq(word, 3);
	setup();
	put(2);
	wire_flag(&reader, &flag);
	ck_assert_int_eq(reader.error, -EBADMSG);
	setup();
	put(UINT64_MAX);
	wire_size(&reader, &size, 1 << 20);
	ck_assert_int_eq(reader.error, -EBADMSG);
}
END_TEST

/* No machine has so much. */
START_TEST(claimed_bytes_that_do_not_come_cost_nothing)
{
	struct blob bytes = { 0 };

	put(UINT64_C(1) << 60);
	put(42);
	wire_bytes(&reader, (struct view){ 0 }, false, &bytes, UINT64_MAX);
	ck_assert_int_eq(reader.error, -ENODATA);
	ck_assert_ptr_null(bytes.data);
}
END_TEST

START_TEST(a_range_does_not_end_before_its_start)
{
	struct range range = { 1, 2 };

	put(5);
	put(5);
	put(6);
	put(5);
	wire_range(&reader, &range);
	ck_assert_int_eq(reader.error, 0);
	ck_assert_uint_eq(range.end, 5);
	wire_range(&reader, &range);
	ck_assert_int_eq(reader.error, -EBADMSG);
	ck_assert_uint_eq(range.start, 5);
}
END_TEST

START_TEST(ranges_come_back)
{
	struct range list[] = { { 1, 2 }, { 0, UINT64_MAX }, { 7, 9 } };
	struct ranges from = { list, 3 };
	CLEANUP(ranges_release) struct ranges to = { 0 };

	wire_ranges(&writer, &from, 3);
	wire_ranges(&reader, &to, 3);
	ck_assert_int_eq(reader.error, 0);
	ck_assert_uint_eq(to.count, 3);
	ck_assert_mem_eq(to.range, list, sizeof(list));
}
END_TEST

START_TEST(too_many_or_empty_ranges_are_refused)
{
	CLEANUP(ranges_release) struct ranges to = { 0 };

	put(4);
	wire_ranges(&reader, &to, 3);
	ck_assert_int_eq(reader.error, -EBADMSG);
	ck_assert_uint_eq(to.count, 0);
	setup();
	put(1);
	put(5);
	put(5);
	wire_ranges(&reader, &to, 3);
	ck_assert_int_eq(reader.error, -EBADMSG);
	ck_assert_uint_eq(to.count, 0);
}
END_TEST

START_TEST(a_text_fits_and_is_printable)
{
	char from[] = "a\x1b[1m\nb", to[8], controls[] = "\xc2\x9b" "1m\xc2\xa9\xc2";

	wire_text(&writer, from, sizeof(from));
	wire_text(&reader, to, sizeof(to));
	ck_assert_int_eq(reader.error, 0);
	ck_assert_str_eq(to, "a?[1m\nb");
	line.at = line.size = 0;
	wire_text(&writer, controls, sizeof(controls));
	wire_text(&reader, to, sizeof(to));
	ck_assert_str_eq(to, "??1m\xc2\xa9?");
	line.at = 0;
	wire_text(&reader, to, 7);
	ck_assert_int_eq(reader.error, -EBADMSG);
	ck_assert_str_eq(to, "");
}
END_TEST

START_TEST(a_string_may_be_absent)
{
	char text[] = "quiet\ttwo", *from = text, *none = NULL;
	AUTO_FREE char *to = NULL, *nothing = NULL, *cut = NULL;

	wire_string(&writer, &from, 9);
	wire_string(&writer, &none, 9);
	wire_string(&reader, &to, 9);
	wire_string(&reader, &nothing, 9);
	ck_assert_int_eq(reader.error, 0);
	ck_assert_str_eq(to, text);
	ck_assert_ptr_null(nothing);
	line.at = 0;
	wire_string(&reader, &cut, 8);
	ck_assert_int_eq(reader.error, -EBADMSG);
	ck_assert_ptr_null(cut);
}
END_TEST

START_TEST(bytes_come_back)
{
	size_t size = (3 << 20) + 5;
	CLEANUP(blob_release) struct blob from = { 0 };
	CLEANUP(blob_release) struct blob to = { 0 };

	ck_assert_int_eq(blob_alloc(size, &from), 0);
	for (size_t i = 0; i < size; i++)
		from.data[i] = (uint8_t)(i >> 9);
	wire_bytes(&writer, blob_view(&from), true, NULL, size);
	wire_bytes(&reader, (struct view){ 0 }, false, &to, size);
	ck_assert_int_eq(reader.error, 0);
	ck_assert_uint_eq(to.size, size);
	for (size_t i = 0; i < size; i++)
		ck_assert(to.data[i] == (uint8_t)(i >> 9));
}
END_TEST

START_TEST(bytes_that_do_not_come_leave_nothing)
{
	CLEANUP(blob_release) struct blob to = { 0 };

	put(100);
	wire_bytes(&reader, (struct view){ 0 }, false, &to, 100);
	ck_assert_int_eq(reader.error, -ENODATA);
	ck_assert_ptr_null(to.data);
	setup();
	put(101);
	wire_bytes(&reader, (struct view){ 0 }, false, &to, 100);
	ck_assert_int_eq(reader.error, -EBADMSG);
}
END_TEST

START_TEST(a_list_is_bounded)
{
	AUTO_FREE void *list = NULL;
	size_t count = 0;

	put(3);
	put(4);
	wire_list(&reader, &list, &count, sizeof(uint64_t), 3);
	ck_assert_ptr_nonnull(list);
	ck_assert_uint_eq(count, 3);
	free(TAKE(list));
	wire_list(&reader, &list, &count, sizeof(uint64_t), 3);
	ck_assert_int_eq(reader.error, -EBADMSG);
	ck_assert_ptr_null(list);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("wire");
	TCase *tcase = tcase_create("wire");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, a_number_has_a_maximum);
	tcase_add_test(tcase, nothing_is_read_after_a_fault);
	tcase_add_test(tcase, the_end_is_a_fault);
	tcase_add_test(tcase, small_numbers_are_bounded_before_they_are_cut);
	tcase_add_test(tcase, claimed_bytes_that_do_not_come_cost_nothing);
	tcase_add_test(tcase, a_range_does_not_end_before_its_start);
	tcase_add_test(tcase, ranges_come_back);
	tcase_add_test(tcase, too_many_or_empty_ranges_are_refused);
	tcase_add_test(tcase, a_text_fits_and_is_printable);
	tcase_add_test(tcase, a_string_may_be_absent);
	tcase_add_test(tcase, bytes_come_back);
	tcase_add_test(tcase, bytes_that_do_not_come_leave_nothing);
	tcase_add_test(tcase, a_list_is_bounded);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
