/* SPDX-License-Identifier: GPL-2.0-only */
#include <check.h>
#include <errno.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "tests/helpers/suite.h"

/* A new blob of the bundle, filled with a byte. */
static struct view own(struct bundle *bundle, size_t size, uint8_t fill)
{
	struct diag diag = { 0 };
	struct blob blob;
	struct view view;

	ck_assert_int_eq(blob_alloc(size, &blob), 0);
	memset(blob.data, fill, size);
	view = blob_view(&blob);
	ck_assert_int_eq(bundle_own(bundle, &blob, &diag), 0);
	ck_assert_ptr_null(blob.data);
	return view;
}

static struct view text(const char *bytes)
{
	return (struct view){ .data = (const uint8_t *)bytes, .size = strlen(bytes) };
}

START_TEST(keeps_each_blob_that_a_piece_views)
{
	CLEANUP(bundle_release) struct bundle bundle = { 0 };
	struct diag diag = { 0 };
	struct view kernel = own(&bundle, 100, 1), unused = own(&bundle, 100, 2), initrd = own(&bundle, 100, 3);
	struct view devicetree = own(&bundle, 100, 4), cmdline = own(&bundle, 100, 5);

	(void)unused;
	piece_set(&bundle.kernel, (struct view){ kernel.data + 99, 1 }, "the end of its blob");
	ck_assert_int_eq(bundle_add_initrd(&bundle, initrd, "an initrd", &diag), 0);
	piece_set(&bundle.devicetree, devicetree, "a tree");
	piece_set(&bundle.cmdline, (struct view){ cmdline.data + 1, 2 }, "a line");
	bundle_drop_unused(&bundle);
	ck_assert_uint_eq(bundle.owned_count, 4);
	ck_assert_uint_eq(bundle.kernel.bytes.data[0], 1);
	ck_assert_uint_eq(bundle.initrd[0].bytes.data[99], 3);
	ck_assert_uint_eq(bundle.devicetree.bytes.data[99], 4);
	ck_assert_uint_eq(bundle.cmdline.bytes.data[0], 5);
}
END_TEST

START_TEST(gives_back_a_blob_as_soon_as_nothing_views_it)
{
	CLEANUP(bundle_release) struct bundle bundle = { 0 };
	struct view first = own(&bundle, 100, 1), second = own(&bundle, 100, 2);

	piece_set(&bundle.kernel, first, "first");
	piece_set(&bundle.kernel, second, "second");
	bundle_drop_unused(&bundle);
	ck_assert_uint_eq(bundle.owned_count, 1);
	ck_assert_ptr_eq(bundle.owned[0].data, second.data);
	piece_set(&bundle.kernel, text("of the caller's file"), "the file");
	bundle_drop_unused(&bundle);
	ck_assert_uint_eq(bundle.owned_count, 0);
}
END_TEST

START_TEST(gives_back_a_blob_for_which_it_has_no_room)
{
	CLEANUP(bundle_release) struct bundle bundle = { 0 };
	struct diag diag = { 0 };
	struct blob blob;

	for (int i = 0; i < BUNDLE_BLOBS_MAX; i++)
		own(&bundle, 1, 0);
	ck_assert_int_eq(blob_alloc(1, &blob), 0);
	ck_assert_int_eq(bundle_own(&bundle, &blob, &diag), -E2BIG);
	ck_assert_ptr_null(blob.data);
	ck_assert(diag.message[0]);
}
END_TEST

START_TEST(bounds_the_number_of_initrds)
{
	CLEANUP(bundle_release) struct bundle bundle = { 0 };
	struct diag diag = { 0 };

	for (int i = 0; i < BUNDLE_INITRDS_MAX; i++)
		ck_assert_int_eq(bundle_add_initrd(&bundle, text("x"), "here", &diag), 0);
	ck_assert_int_eq(bundle_add_initrd(&bundle, text("x"), "here", &diag), -E2BIG);
	ck_assert_uint_eq(bundle.initrd_count, BUNDLE_INITRDS_MAX);
}
END_TEST

/* init/initramfs.c: an archive that begins between two multiples of 4 is lost. */
START_TEST(joins_initrds_at_multiples_of_4)
{
	CLEANUP(bundle_release) struct bundle bundle = { 0 };
	CLEANUP(blob_release) struct blob owned = { 0 };
	struct diag diag = { 0 };
	struct view joined;

	ck_assert_int_eq(bundle_add_initrd(&bundle, text("abcde"), "1", &diag), 0);
	ck_assert_int_eq(bundle_add_initrd(&bundle, text(""), "empty", &diag), 0);
	ck_assert_int_eq(bundle_add_initrd(&bundle, text("fghi"), "2", &diag), 0);
	ck_assert_int_eq(bundle_add_initrd(&bundle, text("jkl"), "3", &diag), 0);
	ck_assert_int_eq(bundle_join_initrds(&bundle, &joined, &owned, &diag), 0);
	ck_assert_uint_eq(joined.size, 15);
	ck_assert_mem_eq(joined.data, "abcde\0\0\0fghijkl", 15);
	ck_assert_ptr_eq(joined.data, owned.data);
}
END_TEST

START_TEST(does_not_copy_a_single_initrd)
{
	CLEANUP(bundle_release) struct bundle bundle = { 0 };
	struct blob owned = { 0 };
	struct diag diag = { 0 };
	struct view joined = text("?"), only = text("abcde");

	ck_assert_int_eq(bundle_join_initrds(&bundle, &joined, &owned, &diag), 0);
	ck_assert_uint_eq(joined.size, 0);
	ck_assert_int_eq(bundle_add_initrd(&bundle, only, "1", &diag), 0);
	ck_assert_int_eq(bundle_join_initrds(&bundle, &joined, &owned, &diag), 0);
	ck_assert_ptr_eq(joined.data, only.data);
	ck_assert_uint_eq(joined.size, 5);
	ck_assert_ptr_null(owned.data);
}
END_TEST

START_TEST(refuses_initrds_whose_sum_is_beyond_size_t)
{
	CLEANUP(bundle_release) struct bundle bundle = { 0 };
	struct view half = { .data = (const uint8_t *)"", .size = SIZE_MAX / 2 + 1 }, joined = { 0 };
	struct blob owned = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(bundle_add_initrd(&bundle, half, "1", &diag), 0);
	ck_assert_int_eq(bundle_add_initrd(&bundle, half, "2", &diag), 0);
	ck_assert_int_eq(bundle_join_initrds(&bundle, &joined, &owned, &diag), -EFBIG);
	ck_assert_ptr_null(owned.data);
	bundle.initrd[1].bytes.size = SIZE_MAX;
	ck_assert_int_eq(bundle_join_initrds(&bundle, &joined, &owned, &diag), -EFBIG);
}
END_TEST

START_TEST(lets_the_outer_layer_win)
{
	struct piece piece = { .bytes = { 0 } };

	piece_offer(&piece, text("outer"), "layer %d", 1);
	piece_offer(&piece, text("inner"), "layer %d", 2);
	ck_assert_mem_eq(piece.bytes.data, "outer", 5);
	ck_assert_str_eq(piece.from, "layer 1");
}
END_TEST

START_TEST(names_the_layers_from_the_outside)
{
	CLEANUP(bundle_release) struct bundle bundle = { 0 };
	struct diag diag = { 0 };

	ck_assert_ptr_null(bundle.layers);
	ck_assert_int_eq(bundle_add_layer(&bundle, "uki", &diag), 0);
	ck_assert_str_eq(bundle.layers, "uki");
	ck_assert_int_eq(bundle_add_layer(&bundle, "zboot", &diag), 0);
	ck_assert_str_eq(bundle.layers, "uki, zboot");
}
END_TEST

START_TEST(drops_notes_for_which_it_has_no_room)
{
	struct bundle bundle = { 0 };

	for (int i = 0; i < BUNDLE_NOTES_MAX + 1; i++)
		bundle_note(&bundle, "note %d", i);
	ck_assert_uint_eq(bundle.note_count, BUNDLE_NOTES_MAX);
	ck_assert_str_eq(bundle.note[BUNDLE_NOTES_MAX - 1], "note 7");
}
END_TEST

START_TEST(moves_with_all_its_bytes)
{
	CLEANUP(bundle_release) struct bundle to = { 0 };
	struct bundle from = { 0 };

	piece_set(&from.kernel, own(&from, 10, 7), "here");
	bundle_move(&to, &from);
	ck_assert_uint_eq(from.owned_count, 0);
	ck_assert_ptr_null(from.kernel.bytes.data);
	ck_assert_uint_eq(to.kernel.bytes.data[9], 7);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bundle");
	TCase *tcase = tcase_create("bundle");

	tcase_add_test(tcase, keeps_each_blob_that_a_piece_views);
	tcase_add_test(tcase, gives_back_a_blob_as_soon_as_nothing_views_it);
	tcase_add_test(tcase, gives_back_a_blob_for_which_it_has_no_room);
	tcase_add_test(tcase, bounds_the_number_of_initrds);
	tcase_add_test(tcase, joins_initrds_at_multiples_of_4);
	tcase_add_test(tcase, does_not_copy_a_single_initrd);
	tcase_add_test(tcase, refuses_initrds_whose_sum_is_beyond_size_t);
	tcase_add_test(tcase, lets_the_outer_layer_win);
	tcase_add_test(tcase, names_the_layers_from_the_outside);
	tcase_add_test(tcase, drops_notes_for_which_it_has_no_room);
	tcase_add_test(tcase, moves_with_all_its_bytes);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
