/* SPDX-License-Identifier: GPL-2.0-only */
/* kexec/base/diag.h, blob.h and trace.h. */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/trace.h"
#include "tests/helpers/suite.h"

/* With AddressSanitizer, too, an allocation that is too large must return NULL. Its runtime library looks for this name. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

/* A text of 3000 'x': longer than any field. */
static const char *long_text(char room[3001])
{
	memset(room, 'x', 3000);
	room[3000] = '\0';
	return room;
}

START_TEST(failure_returns_the_error_and_keeps_the_message)
{
	struct diag diag = { 0 };

	ck_assert_int_eq(diag_fail(&diag, -EINVAL, "%s has %d, expected %d", "size", 3, 4), -EINVAL);
	ck_assert_str_eq(diag.message, "size has 3, expected 4");
	ck_assert_str_eq(diag.hint, "");
}
END_TEST

/* A hint belongs to its message; the next failure must not be told with it. */
START_TEST(failure_clears_the_hint_before_it)
{
	struct diag diag = { 0 };

	diag_fail(&diag, -EINVAL, "first");
	diag_hint(&diag, "do %s", "this");
	ck_assert_str_eq(diag.hint, "do this");
	diag_fail(&diag, -ENOENT, "second");
	ck_assert_str_eq(diag.message, "second");
	ck_assert_str_eq(diag.hint, "");
}
END_TEST

START_TEST(prefix_comes_before_the_message_and_leaves_the_hint)
{
	struct diag diag = { 0 };

	diag_fail(&diag, -EINVAL, "is cut short");
	diag_hint(&diag, "Copy it again.");
	diag_prefix(&diag, "kernel %s", "/boot/vmlinuz");
	ck_assert_str_eq(diag.message, "kernel /boot/vmlinuz: is cut short");
	diag_prefix(&diag, "load");
	ck_assert_str_eq(diag.message, "load: kernel /boot/vmlinuz: is cut short");
	ck_assert_str_eq(diag.hint, "Copy it again.");
}
END_TEST

START_TEST(too_long_a_message_is_cut)
{
	struct diag diag = { 0 };
	char room[3001];

	diag_fail(&diag, -EINVAL, "%s", long_text(room));
	ck_assert_uint_eq(strlen(diag.message), sizeof(diag.message) - 1);
	diag_hint(&diag, "%s", long_text(room));
	ck_assert_uint_eq(strlen(diag.hint), sizeof(diag.hint) - 1);
}
END_TEST

START_TEST(too_long_a_prefix_is_cut)
{
	struct diag diag = { 0 };
	char room[3001];

	diag_fail(&diag, -EINVAL, "reason");
	diag_prefix(&diag, "%s", long_text(room));
	ck_assert_uint_eq(strlen(diag.message), sizeof(diag.message) - 1);
	ck_assert_int_eq(diag.message[0], 'x');

	diag_fail(&diag, -EINVAL, "%s", long_text(room));
	diag_prefix(&diag, "kernel");
	ck_assert_uint_eq(strlen(diag.message), sizeof(diag.message) - 1);
	ck_assert_mem_eq(diag.message, "kernel: xxx", 11);
}
END_TEST

/* A file's name or its bytes must not clear a root's terminal or look like another line of the log; UTF-8 passes. */
START_TEST(control_characters_do_not_pass)
{
	struct diag diag = { 0 };

	diag_fail(&diag, -EINVAL, "file %s", "a\nkexec: b\033[2J\r\177\t\xc3\xa9");
	ck_assert_str_eq(diag.message, "file a?kexec: b?[2J???\xc3\xa9");
	diag_prefix(&diag, "k\nl");
	ck_assert_str_eq(diag.message, "k?l: file a?kexec: b?[2J???\xc3\xa9");
	diag_hint(&diag, "one\ntwo\033");
	ck_assert_str_eq(diag.hint, "one\ntwo?");
}
END_TEST

START_TEST(out_of_memory_has_one_text)
{
	struct diag diag = { 0 };

	ck_assert_int_eq(diag_oom(&diag), -ENOMEM);
	ck_assert_str_eq(diag.message, "out of memory");
}
END_TEST

START_TEST(new_blob_is_zeroed)
{
	CLEANUP(blob_release) struct blob blob = { 0 };

	ck_assert_int_eq(blob_alloc(4096, &blob), 0);
	ck_assert_uint_eq(blob.size, 4096);
	ck_assert_int_eq(blob.kind, BLOB_HEAP);
	for (size_t i = 0; i < blob.size; i++)
		ck_assert_uint_eq(blob.data[i], 0);
}
END_TEST

START_TEST(blob_of_no_bytes_has_an_address)
{
	CLEANUP(blob_release) struct blob blob = { 0 };

	ck_assert_int_eq(blob_alloc(0, &blob), 0);
	ck_assert_uint_eq(blob.size, 0);
	ck_assert_ptr_nonnull(blob.data);
}
END_TEST

/* More than an address space has: -ENOMEM, and what was there stays. */
START_TEST(blob_that_cannot_be_is_refused)
{
	struct blob blob = { .size = 7 };

	ck_assert_int_eq(blob_alloc(SIZE_MAX / 2, &blob), -ENOMEM);
	ck_assert_uint_eq(blob.size, 7);
}
END_TEST

START_TEST(release_empties_a_blob_of_any_kind)
{
	struct blob blob = { 0 };
	void *pages = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *again;

	blob_release(&blob);
	ck_assert_ptr_null(blob.data);

	ck_assert_int_eq(blob_alloc(1, &blob), 0);
	blob_release(&blob);
	ck_assert_ptr_null(blob.data);
	blob_release(&blob); /* a second time does no harm */

	ck_assert_ptr_ne(pages, MAP_FAILED);
	blob = (struct blob){ .data = pages, .size = 4096, .kind = BLOB_MAPPED };
	blob_release(&blob);
	ck_assert_int_eq(blob.kind, BLOB_NONE);
	ck_assert_uint_eq(blob.size, 0);
	/* The pages are gone: the address can be had again. */
	again = mmap(pages, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	ck_assert_ptr_eq(again, pages);
	munmap(again, 4096);
}
END_TEST

START_TEST(taking_a_blob_leaves_it_empty)
{
	CLEANUP(blob_release) struct blob from = { 0 };
	CLEANUP(blob_release) struct blob to = { 0 };
	const uint8_t *data;

	ck_assert_int_eq(blob_alloc(3, &from), 0);
	data = from.data;
	to = blob_take(&from);
	ck_assert_ptr_eq(to.data, data);
	ck_assert_uint_eq(to.size, 3);
	ck_assert_ptr_null(from.data);
	ck_assert_int_eq(from.kind, BLOB_NONE);
	ck_assert_ptr_eq(blob_view(&to).data, data);
	ck_assert_uint_eq(blob_view(&to).size, 3);
}
END_TEST

START_TEST(control_characters_do_not_pass_a_trace)
{
	char text[64] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	ck_assert_ptr_nonnull(out);
	trace(out, "file %s", "\033[31m\xc3\xa9\nforged\x7f");
	fclose(out);
	ck_assert_str_eq(text, "file ?[31m\xc3\xa9?forged?\n");
}
END_TEST

START_TEST(taking_a_pointer_leaves_null)
{
	AUTO_FREE char *from = strdup("x");
	AUTO_FREE char *to = TAKE(from);

	ck_assert_ptr_null(from);
	ck_assert_str_eq(to, "x");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("diag");
	TCase *tcase = tcase_create("diag"), *blobs = tcase_create("blob");

	tcase_add_test(tcase, failure_returns_the_error_and_keeps_the_message);
	tcase_add_test(tcase, failure_clears_the_hint_before_it);
	tcase_add_test(tcase, prefix_comes_before_the_message_and_leaves_the_hint);
	tcase_add_test(tcase, too_long_a_message_is_cut);
	tcase_add_test(tcase, too_long_a_prefix_is_cut);
	tcase_add_test(tcase, control_characters_do_not_pass);
	tcase_add_test(tcase, control_characters_do_not_pass_a_trace);
	tcase_add_test(tcase, out_of_memory_has_one_text);
	suite_add_tcase(suite, tcase);
	tcase_add_test(blobs, new_blob_is_zeroed);
	tcase_add_test(blobs, blob_of_no_bytes_has_an_address);
	tcase_add_test(blobs, blob_that_cannot_be_is_refused);
	tcase_add_test(blobs, release_empties_a_blob_of_any_kind);
	tcase_add_test(blobs, taking_a_blob_leaves_it_empty);
	tcase_add_test(blobs, taking_a_pointer_leaves_null);
	suite_add_tcase(suite, blobs);
	return run_suite(suite);
}
