/* SPDX-License-Identifier: GPL-2.0-only */
/* The loop over layers, with formats of a toy architecture: "K" and a byte that says how many bytes of memory it takes. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image-arch.h"
#include "kexec/image/image-open.h"
#include "kexec/image/image.h"
#include "kexec/image/layers.h"
#include "tests/helpers/suite.h"

static bool begins_with(struct view bytes, const char *text)
{
	return bytes.size >= strlen(text) && !memcmp(bytes.data, text, strlen(text));
}

/* ---- the toy architecture ---- */

static int open_k(struct view bytes, size_t limit, struct image *ret, struct diag *diag)
{
	(void)limit;
	if (!begins_with(bytes, "K"))
		return -ENOEXEC;
	if (bytes.size < 2)
		return diag_fail(diag, -EBADMSG, "the K is cut short");
	ret->mem_size = bytes.data[1];
	ret->entry_offset = 0x200;
	return 0;
}

/* The kernel is a part of the file only: it begins behind a setup byte. */
static int open_setup(struct view bytes, size_t limit, struct image *ret, struct diag *diag)
{
	(void)limit, (void)diag;
	if (!begins_with(bytes, "SK"))
		return -ENOEXEC;
	ret->bytes = (struct view){ .data = bytes.data + 1, .size = bytes.size - 1 };
	ret->mem_size = 1000;
	return 0;
}

static const struct kernel_format format_k = { .name = "kay", .open = open_k };
static const struct kernel_format format_setup = { .name = "setup", .open = open_setup };
static const struct kernel_format *const formats[] = { &format_k, &format_setup, NULL };
static const struct image_arch toy = { .name = "toy", .formats = formats, .uimage_arch = 99 };

/* ---- toy layers ---- */

static bool is_box(struct view bytes)
{
	return begins_with(bytes, "box");
}

/* "box", and fields that end with a line: the kernel, an initrd and a command line. All are views into the container. */
static int unwrap_box(const struct unwrap_request *request, struct bundle *bundle, struct diag *diag)
{
	const uint8_t *p = request->bytes.data + 3, *end = request->bytes.data + request->bytes.size;
	struct view field[3];

	ck_assert_uint_eq(request->arch->uimage_arch, 99);
	ck_assert_ptr_nonnull(request->choices);
	for (int i = 0; i < 3; i++) {
		const uint8_t *newline = memchr(p, '\n', (size_t)(end - p));

		if (!newline)
			return diag_fail(diag, -EBADMSG, "the box is cut short");
		field[i] = (struct view){ .data = p, .size = (size_t)(newline - p) };
		p = newline + 1;
	}
	piece_set(&bundle->kernel, field[0], "the kernel of the box");
	piece_offer(&bundle->cmdline, field[2], "the command line of the box");
	return bundle_add_initrd(bundle, field[1], "the initrd of the box", diag);
}

static bool is_upper(struct view bytes)
{
	return begins_with(bytes, "<");
}

/* The bytes behind "<", each decremented by one. */
static int unpack_upper(struct view in, size_t limit, size_t *ret_used, struct blob *ret, struct diag *diag)
{
	struct blob blob;

	ck_assert_ptr_null(ret_used);
	if (in.size - 1 > limit)
		return diag_fail(diag, -EFBIG, "beyond the limit");
	ck_assert_int_eq(blob_alloc(in.size - 1, &blob), 0);
	for (size_t i = 0; i < blob.size; i++)
		blob.data[i] = (uint8_t)(in.data[i + 1] - 1);
	*ret = blob;
	return 0;
}

static bool is_sealed(struct view bytes)
{
	return begins_with(bytes, "sealed");
}

static bool is_brick(struct view bytes)
{
	return begins_with(bytes, "brick");
}

/* A weak test, like the one for lzma: kernels of the architecture pass it, too. */
static bool is_anything(struct view bytes)
{
	return bytes.size > 1;
}

static int unpack_nothing(struct view in, size_t limit, size_t *ret_used, struct blob *ret, struct diag *diag)
{
	(void)in, (void)limit, (void)ret_used, (void)ret;
	return diag_fail(diag, -EBADMSG, "no such data");
}

static const struct layer weak = {
	.name = "weak", .what = "it is weak", .last = true, .matches = is_anything, .unpack = unpack_nothing
};
static const struct layer box = {
	.name = "box", .type = "boxed", .what = "it is a box", .matches = is_box, .unwrap = unwrap_box
};
static const struct layer upper = { .name = "upper", .what = "it is upper", .matches = is_upper, .unpack = unpack_upper };
static const struct layer sealed = {
	.name = "sealed", .type = "sealed", .what = "it is sealed", .hint = "Break the seal.", .matches = is_sealed
};
static const struct layer brick = {
	.name = "brick", .library = "libbrick", .what = "it is packed as a brick", .hint = "Use a hammer.", .matches = is_brick
};
static const struct layer *const toy_layers[] = { &weak, &box, &upper, &sealed, &brick, &layer_empty, NULL };

/* ---- */

struct opened {
	struct bundle bundle;
	struct image image;
};

static void release_opened(struct opened *opened)
{
	bundle_release(&opened->bundle);
}

static int open_text(const char *bytes, const char *type, struct opened *ret, struct diag *diag)
{
	const struct image_request request = {
		.arch = &toy,
		.file = { .data = (const uint8_t *)bytes, .size = strlen(bytes) },
		.type = type,
		.limit = 64,
		.layers = toy_layers,
	};

	return image_open(&request, &ret->bundle, &ret->image, diag);
}

static void assert_opens(const char *bytes, const char *type, struct opened *ret)
{
	struct diag diag = { 0 };
	int r = open_text(bytes, type, ret, &diag);

	ck_assert_msg(r == 0, "%s: %d %s", bytes, r, diag.message);
}

static void assert_refuses(const char *bytes, const char *type, int error, const char *message, const char *hint)
{
	struct opened opened = { .image = { .mem_size = 42 }, .bundle = { .note_count = 43 } };
	struct diag diag = { 0 };
	int r = open_text(bytes, type, &opened, &diag);

	ck_assert_msg(r == error, "%s: %d %s", bytes, r, diag.message);
	ck_assert_str_eq(diag.message, message);
	ck_assert_str_eq(diag.hint, hint);
	ck_assert_msg(opened.image.mem_size == 42 && opened.bundle.note_count == 43, "%s: the result was touched", bytes);
}

START_TEST(asks_the_formats_before_the_last_layers)
{
	CLEANUP(release_opened) struct opened opened = { 0 };

	assert_opens("Kxyz", NULL, &opened);
	ck_assert_str_eq(opened.image.format, "kay");
	ck_assert_uint_eq(opened.image.entry_offset, 0x200);
	ck_assert_ptr_null(opened.image.compression);
	ck_assert_uint_eq(opened.bundle.owned_count, 0);
}
END_TEST

START_TEST(lets_a_format_choose_a_slice_of_the_file)
{
	CLEANUP(release_opened) struct opened opened = { 0 };

	assert_opens("SKxyz", "setup", &opened);
	ck_assert_mem_eq(opened.image.bytes.data, "Kxyz", 4);
	ck_assert_uint_eq(opened.image.bytes.size, 4);
}
END_TEST

START_TEST(takes_the_pieces_out_of_a_container)
{
	CLEANUP(release_opened) struct opened opened = { 0 };

	assert_opens("boxKxyz\ninitrd\nquiet\n", NULL, &opened);
	ck_assert_mem_eq(opened.image.bytes.data, "Kxyz", 4);
	ck_assert_uint_eq(opened.bundle.initrd_count, 1);
	ck_assert_mem_eq(opened.bundle.initrd[0].bytes.data, "initrd", 6);
	ck_assert_str_eq(opened.bundle.initrd[0].from, "the initrd of the box");
	ck_assert_uint_eq(opened.bundle.cmdline.bytes.size, 5);
	ck_assert_str_eq(opened.image.compression, "box");
}
END_TEST

START_TEST(keeps_the_container_while_its_initrd_is_in_it)
{
	CLEANUP(release_opened) struct opened opened = { 0 };

	/* upper of "box<L1\nrd\nq\n", and that box's kernel is upper of "K0" */
	assert_opens("<cpy=M2\vse\vr\v", NULL, &opened);
	ck_assert_str_eq(opened.image.compression, "upper, box, upper");
	ck_assert_uint_eq(opened.bundle.owned_count, 2);
	ck_assert_mem_eq(opened.image.bytes.data, "K0", 2);
	ck_assert_mem_eq(opened.bundle.initrd[0].bytes.data, "rd", 2);
	ck_assert_str_eq(opened.bundle.kernel.from, "the unpacked upper data");
}
END_TEST

START_TEST(gives_the_container_back_if_it_had_only_a_packed_kernel)
{
	CLEANUP(release_opened) struct opened opened = { 0 };

	assert_opens("<cpy=M2\v\v\v", NULL, &opened); /* upper of "box<L1\n\n\n" */
	ck_assert_uint_eq(opened.bundle.owned_count, 1);
	ck_assert_mem_eq(opened.image.bytes.data, "K0", 2);
	ck_assert_uint_eq(opened.bundle.initrd_count, 0);
	ck_assert_uint_eq(opened.bundle.cmdline.bytes.size, 0);
}
END_TEST

START_TEST(accepts_the_type_of_a_layer_or_of_the_kernel)
{
	static const char *const good[] = { "boxed", "box", "kay" };

	for (int i = 0; i < COUNT(good); i++) {
		CLEANUP(release_opened) struct opened opened = { 0 };

		assert_opens("boxKxyz\n\n\n", good[i], &opened);
	}
	assert_refuses("Kxyz", "boxed", -EINVAL, "Wrong file type boxed, file matches type kay", "");
	assert_refuses("boxKxyz\n\n\n", "setup", -EINVAL, "Wrong file type setup, file matches type kay", "");
}
END_TEST

START_TEST(names_the_types_that_it_has)
{
	assert_refuses("K1", "other", -EINVAL,
		       "Unsupported kernel type other: there is no such type; expected one of kay, setup, boxed", "");
	assert_refuses("K1", "upper", -EINVAL,
		       "Unsupported kernel type upper: there is no such type; expected one of kay, setup, boxed", "");
	assert_refuses(
		"K1", "sealed", -EOPNOTSUPP,
		"Unsupported kernel type sealed: known, but not supported by this version, which loads kay, setup, boxed", "");
}
END_TEST

START_TEST(refuses_by_name_what_it_cannot_open)
{
	assert_refuses("sealed", NULL, -EOPNOTSUPP,
		       "Cannot determine the file type of this kernel: it is sealed: not supported by this version; expected a "
		       "kernel of toy (kay or setup)",
		       "Break the seal.");
	assert_refuses("brick", NULL, -EOPNOTSUPP, "it is packed as a brick, and this build is without libbrick",
		       "Use a hammer.");
	assert_refuses("boxbrick\n\n\n", NULL, -EOPNOTSUPP,
		       "the kernel of the box: it is packed as a brick, and this build is without libbrick", "Use a hammer.");
	assert_refuses(
		"x", NULL, -EINVAL,
		"Cannot determine the file type of this kernel: it begins with 78 (1 bytes in all); expected a kernel of "
		"toy (kay or setup), plain or in weak, box, upper",
		"");
}
END_TEST

START_TEST(says_in_which_layer_it_failed)
{
	assert_refuses("boxK\n\n\n", NULL, -EBADMSG, "the kernel of the box: the K is cut short", "");
	assert_refuses("<cpyL", NULL, -EBADMSG, "the unpacked upper data: the box is cut short", "");
	assert_refuses("xyz", NULL, -EBADMSG, "Cannot determine the file type of this kernel: perhaps it is weak: no such data",
		       "");
	assert_refuses(
		"box\n\n\n", NULL, -EINVAL,
		"Cannot determine the file type of the kernel of the box: the file is empty; expected a kernel of toy (kay "
		"or setup)",
		"Copy the file again.");
}
END_TEST

START_TEST(unpacks_by_the_name_that_a_container_gives)
{
	struct view in = { .data = (const uint8_t *)"BZh", .size = 3 };
	struct blob blob = { .size = 42 };
	struct diag diag = { 0 };

	ck_assert_int_eq(layers_unpack("uki", in, 64, &blob, &diag), -EOPNOTSUPP);
	ck_assert_int_eq(layers_unpack("rot13", in, 64, &blob, &diag), -EOPNOTSUPP);
	ck_assert_str_eq(diag.message, "the compression \"rot13\" is not known");
	ck_assert_int_eq(layers_unpack("gzip", in, 64, &blob, &diag), -EBADMSG);
	ck_assert_uint_eq(blob.size, 42);
}
END_TEST

START_TEST(has_a_name_and_a_question_in_each_row)
{
	for (size_t i = 0; layers_all[i]; i++) {
		const struct layer *layer = layers_all[i];

		ck_assert(layer->name && layer->what && layer->matches);
		ck_assert_msg(!layer->unpack || !layer->unwrap, "%s is of two kinds", layer->name);
		ck_assert_msg(!layer->foreign || !layer_is_supported(layer), "%s", layer->name);
		ck_assert_msg(!layer_is_supported(layer) || layer->unwrap || layer->library, "%s: no library", layer->name);
		ck_assert_msg(layer->foreign || layers_find(layers_all, layer->name) == layer, "%s: twice", layer->name);
		ck_assert_msg(layer == &layer_empty || layer == &layer_zeros || layer == &layer_text ||
				      !layer->matches((struct view){ .data = NULL, .size = 0 }),
			      "%s takes nothing for something", layer->name);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("layers");
	TCase *tcase = tcase_create("layers");

	tcase_add_test(tcase, asks_the_formats_before_the_last_layers);
	tcase_add_test(tcase, lets_a_format_choose_a_slice_of_the_file);
	tcase_add_test(tcase, takes_the_pieces_out_of_a_container);
	tcase_add_test(tcase, keeps_the_container_while_its_initrd_is_in_it);
	tcase_add_test(tcase, gives_the_container_back_if_it_had_only_a_packed_kernel);
	tcase_add_test(tcase, accepts_the_type_of_a_layer_or_of_the_kernel);
	tcase_add_test(tcase, names_the_types_that_it_has);
	tcase_add_test(tcase, refuses_by_name_what_it_cannot_open);
	tcase_add_test(tcase, says_in_which_layer_it_failed);
	tcase_add_test(tcase, unpacks_by_the_name_that_a_container_gives);
	tcase_add_test(tcase, has_a_name_and_a_question_in_each_row);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
