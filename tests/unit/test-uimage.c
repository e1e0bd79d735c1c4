/* SPDX-License-Identifier: GPL-2.0-only */
#include <check.h>
#include <errno.h>
#include <string.h>

#include "arch/arm64/formats.h"
#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image-open.h"
#include "kexec/image/image.h"
#include "kexec/image/uimage.h"
#include "tests/helpers/image-writer.h"
#include "tests/helpers/pack.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/uboot-writer.h"

#define SIZE 65536
#define ARM 2
#define ARM64 22
#define GZIP 1

static const struct uimage_spec kernel_spec = { .os = 5, .arch = ARM64, .type = UIMAGE_KERNEL, .name = "Linux" };
static const struct uimage_spec multi_spec = { .os = 5, .arch = ARM64, .type = UIMAGE_MULTI, .have_list = true };
static const struct uimage_spec initrd_spec = { .os = 5, .arch = ARM64, .type = UIMAGE_RAMDISK, .compression = GZIP };

struct opened {
	struct bundle bundle;
	struct image image;
};

static void release_opened(struct opened *opened)
{
	bundle_release(&opened->bundle);
}

static int open_file(struct view file, struct opened *ret, struct diag *diag)
{
	const struct image_request request = { .arch = &arm64_kernels, .file = file, .limit = (size_t)1 << 20 };

	return image_open(&request, &ret->bundle, &ret->image, diag);
}

static struct blob make_image(void)
{
	const struct image_spec spec = { .size = SIZE, .image_size = 0x30000, .flags = 0xa, .pe = true };
	struct blob blob;

	ck_assert_int_eq(image_write(&spec, &blob), 0);
	return blob;
}

static struct view text(const char *bytes)
{
	return (struct view){ .data = (const uint8_t *)bytes, .size = strlen(bytes) };
}

static struct blob wrap(const struct uimage_spec *spec, const struct view *parts, size_t count)
{
	struct blob blob;

	ck_assert_int_eq(uimage_write(spec, parts, count, &blob), 0);
	return blob;
}

static void assert_opens(struct view file, struct opened *ret, const char *layers)
{
	CLEANUP(blob_release) struct blob image = make_image();
	struct diag diag = { 0 };
	int r = open_file(file, ret, &diag);

	ck_assert_msg(r == 0, "%d: %s", r, diag.message);
	ck_assert_str_eq(ret->bundle.layers, layers);
	ck_assert_uint_eq(ret->image.bytes.size, SIZE);
	ck_assert_mem_eq(ret->image.bytes.data, image.data, SIZE);
}

static void assert_refuses(struct view file, int error, const char *message)
{
	struct opened opened = { 0 };
	struct diag diag = { 0 };
	int r = open_file(file, &opened, &diag);

	ck_assert_msg(r == error, "%d instead of %d: %s", r, error, diag.message);
	ck_assert_msg(strstr(diag.message, message), "%s", diag.message);
	ck_assert_ptr_null(opened.bundle.layers);
}

static void assert_piece(const struct piece *piece, const char *bytes)
{
	ck_assert_uint_eq(piece->bytes.size, strlen(bytes));
	ck_assert_mem_eq(piece->bytes.data, bytes, strlen(bytes));
}

/* ---- kernels ---- */

START_TEST(opens_a_kernel_in_place)
{
	CLEANUP(blob_release) struct blob image = make_image();
	struct view part = blob_view(&image);
	CLEANUP(blob_release) struct blob file = wrap(&kernel_spec, &part, 1);
	CLEANUP(release_opened) struct opened opened = { 0 };

	assert_opens(blob_view(&file), &opened, "uImage");
	ck_assert_ptr_eq(opened.image.bytes.data, file.data + 64);
	ck_assert_uint_eq(opened.bundle.note_count, 0);
}
END_TEST

START_TEST(opens_a_kernel_that_may_lie_anywhere)
{
	CLEANUP(blob_release) struct blob image = make_image();
	struct view part = blob_view(&image);
	struct uimage_spec spec = kernel_spec;
	CLEANUP(blob_release) struct blob file = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };

	spec.type = UIMAGE_KERNEL_NOLOAD;
	file = wrap(&spec, &part, 1);
	assert_opens(blob_view(&file), &opened, "uImage");
}
END_TEST

START_TEST(unpacks_a_kernel_with_the_compression_that_the_header_names)
{
	CLEANUP(blob_release) struct blob image = make_image();
	CLEANUP(blob_release) struct blob packed = pack_gzip(blob_view(&image));
	struct view part = blob_view(&packed);
	struct uimage_spec spec = kernel_spec;
	CLEANUP(blob_release) struct blob file = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };

	spec.compression = GZIP;
	file = wrap(&spec, &part, 1);
	assert_opens(blob_view(&file), &opened, "uImage, gzip");
	ck_assert_uint_eq(opened.bundle.owned_count, 1);
}
END_TEST

START_TEST(unpacks_a_kernel_whose_compression_the_header_does_not_name)
{
	CLEANUP(blob_release) struct blob image = make_image();
	CLEANUP(blob_release) struct blob packed = pack_gzip(blob_view(&image));
	struct view part = blob_view(&packed);
	CLEANUP(blob_release) struct blob file = wrap(&kernel_spec, &part, 1);
	CLEANUP(release_opened) struct opened opened = { 0 };

	assert_opens(blob_view(&file), &opened, "uImage, gzip");
}
END_TEST

START_TEST(ignores_the_padding_of_a_flash_partition)
{
	CLEANUP(blob_release) struct blob image = make_image();
	struct view part = blob_view(&image);
	CLEANUP(blob_release) struct blob file = wrap(&kernel_spec, &part, 1);
	CLEANUP(blob_release) struct blob partition = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };

	ck_assert_int_eq(blob_alloc(file.size + 100000, &partition), 0);
	memset(partition.data, 0xff, partition.size);
	memcpy(partition.data, file.data, file.size);
	assert_opens(blob_view(&partition), &opened, "uImage");
}
END_TEST

START_TEST(notes_a_label_of_another_architecture)
{
	CLEANUP(blob_release) struct blob image = make_image();
	struct view part = blob_view(&image);
	struct uimage_spec spec = kernel_spec;
	CLEANUP(blob_release) struct blob file = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };

	spec.arch = ARM;
	file = wrap(&spec, &part, 1);
	assert_opens(blob_view(&file), &opened, "uImage");
	ck_assert_uint_eq(opened.bundle.note_count, 1);
	ck_assert_msg(strstr(opened.bundle.note[0], "architecture 2"), "%s", opened.bundle.note[0]);
}
END_TEST

/* ---- several parts ---- */

START_TEST(takes_the_parts_apart)
{
	CLEANUP(blob_release) struct blob image = make_image();
	const struct view parts[] = { blob_view(&image), text("070701 an initrd"), text("\xd0\x0d\xfe\xed a tree") };
	CLEANUP(blob_release) struct blob file = wrap(&multi_spec, parts, 3);
	CLEANUP(release_opened) struct opened opened = { 0 };

	assert_opens(blob_view(&file), &opened, "uImage");
	ck_assert_uint_eq(opened.bundle.initrd_count, 1);
	assert_piece(&opened.bundle.initrd[0], "070701 an initrd");
	ck_assert_str_eq(opened.bundle.initrd[0].from, "part 1 of the uImage");
	assert_piece(&opened.bundle.devicetree, "\xd0\x0d\xfe\xed a tree");
}
END_TEST

/* Lengths that are no multiples of 4: padding follows all parts but the last. */
START_TEST(pads_each_part_to_four_bytes)
{
	CLEANUP(blob_release) struct blob image = make_image();
	CLEANUP(blob_release) struct blob packed = pack_gzip(blob_view(&image));
	struct view parts[] = { blob_view(&packed), text("12345"), text("\xd0\x0d\xfe\xed...") };
	struct uimage_spec spec = multi_spec;
	CLEANUP(blob_release) struct blob file = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };

	spec.compression = GZIP;
	file = wrap(&spec, parts, 3);
	assert_opens(blob_view(&file), &opened, "uImage, gzip");
	assert_piece(&opened.bundle.initrd[0], "12345");
	assert_piece(&opened.bundle.devicetree, "\xd0\x0d\xfe\xed...");
}
END_TEST

START_TEST(takes_a_devicetree_in_the_place_of_the_initrd_for_what_it_is)
{
	CLEANUP(blob_release) struct blob image = make_image();
	const struct view parts[] = { blob_view(&image), text("\xd0\x0d\xfe\xed a tree") };
	CLEANUP(blob_release) struct blob file = wrap(&multi_spec, parts, 2);
	CLEANUP(release_opened) struct opened opened = { 0 };

	assert_opens(blob_view(&file), &opened, "uImage");
	ck_assert_uint_eq(opened.bundle.initrd_count, 0);
	assert_piece(&opened.bundle.devicetree, "\xd0\x0d\xfe\xed a tree");
}
END_TEST

START_TEST(notes_a_part_without_a_meaning)
{
	CLEANUP(blob_release) struct blob image = make_image();
	const struct view parts[] = { blob_view(&image), text("initrd"), text("script") };
	CLEANUP(blob_release) struct blob file = wrap(&multi_spec, parts, 3);
	CLEANUP(release_opened) struct opened opened = { 0 };

	assert_opens(blob_view(&file), &opened, "uImage");
	ck_assert_uint_eq(opened.bundle.note_count, 1);
	ck_assert_msg(strstr(opened.bundle.note[0], "part 2"), "%s", opened.bundle.note[0]);
}
END_TEST

static void assert_refuses_list(const uint8_t *list, size_t size, int error, const char *message)
{
	struct uimage_spec spec = multi_spec;
	struct view part = { .data = list, .size = size };
	CLEANUP(blob_release) struct blob file = { 0 };

	spec.have_list = false;
	file = wrap(&spec, &part, 1);
	assert_refuses(blob_view(&file), error, message);
}

START_TEST(refuses_a_bad_list_of_parts)
{
	static const uint8_t endless[] = { 0, 0, 0, 1, 0, 0, 0, 1 };
	static const uint8_t cut[] = { 0, 0, 0, 1, 0, 0 };
	static const uint8_t far[] = { 0, 0, 0, 5, 0, 0, 0, 0, 1, 2, 3, 4 };
	static const uint8_t sum[] = { 0, 0, 0, 4, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 1, 2, 3, 4 };
	static const uint8_t none[] = { 0, 0, 0, 0 };
	uint8_t many[4 * 18] = { 0 };

	assert_refuses_list(endless, sizeof(endless), -EBADMSG, "list of parts has no end");
	assert_refuses_list(cut, sizeof(cut), -EBADMSG, "list of parts has no end");
	assert_refuses_list(far, sizeof(far), -EBADMSG, "part 0 of the uImage reaches beyond its data");
	assert_refuses_list(sum, sizeof(sum), -EBADMSG, "part 1 of the uImage reaches beyond its data");
	assert_refuses_list(none, sizeof(none), -EINVAL, "has no parts");
	for (size_t i = 0; i < 17; i++)
		many[4 * i + 3] = 1;
	assert_refuses_list(many, sizeof(many), -E2BIG, "more than 16 parts");
}
END_TEST

/* ---- damage ---- */

START_TEST(refuses_damage_and_says_where)
{
	CLEANUP(blob_release) struct blob image = make_image();
	struct view part = blob_view(&image);
	CLEANUP(blob_release) struct blob file = wrap(&kernel_spec, &part, 1);
	struct view view = blob_view(&file);

	file.data[40] ^= 1;
	assert_refuses(view, -EBADMSG, "the header of the uImage is damaged: its CRC-32 is 0x");
	file.data[40] ^= 1;
	file.data[64 + 60000] ^= 0x10;
	assert_refuses(view, -EBADMSG, "the data of the uImage are damaged: their CRC-32 is 0x");
	file.data[64 + 60000] ^= 0x10;
	view.size -= 1;
	assert_refuses(view, -EBADMSG, "the uImage is cut short: its header says 65536 bytes of data, there are 65535");
	view.size = 63;
	assert_refuses(view, -EBADMSG, "the uImage is cut short: 63 bytes");
	view.size = 4;
	assert_refuses(view, -EBADMSG, "the uImage is cut short: 4 bytes");
}
END_TEST

START_TEST(refuses_a_size_that_reaches_beyond_the_file)
{
	CLEANUP(blob_release) struct blob image = make_image();
	struct view part = blob_view(&image);
	CLEANUP(blob_release) struct blob file = wrap(&kernel_spec, &part, 1);

	store_be32(file.data + 12, UINT32_MAX);
	uimage_seal(file.data);
	assert_refuses(blob_view(&file), -EBADMSG, "its header says 4294967295 bytes of data, there are 65536");
}
END_TEST

static const struct {
	uint8_t os, type, compression;
	int error;
	const char *message;
} kinds[] = {
	{ 5, UIMAGE_RAMDISK, 0, -EINVAL, "a uImage of an initrd (uInitrd) (type 3), expected one of a kernel" },
	{ 5, UIMAGE_SCRIPT, 0, -EINVAL, "a uImage of a U-Boot script (type 6)" },
	{ 5, UIMAGE_DEVICETREE, 0, -EINVAL, "a uImage of a devicetree (type 8)" },
	{ 5, 99, 0, -EINVAL, "a uImage of something that is no kernel (type 99)" },
	{ 4, UIMAGE_KERNEL, 0, -EINVAL, "operating system 4, expected 5 (Linux)" },
	{ 5, UIMAGE_KERNEL, 7, -EOPNOTSUPP, "not known (number 7)" },
	{ 5, UIMAGE_KERNEL, GZIP, -EBADMSG, "the data of the uImage: " }, /* an Image that is labelled gzip */
};

START_TEST(refuses_a_kind_that_is_no_kernel)
{
	CLEANUP(blob_release) struct blob image = make_image();
	struct view part = blob_view(&image);
	struct uimage_spec spec = kernel_spec;
	CLEANUP(blob_release) struct blob file = { 0 };

	spec.os = kinds[_i].os;
	spec.type = kinds[_i].type;
	spec.compression = kinds[_i].compression;
	file = wrap(&spec, &part, 1);
	assert_refuses(blob_view(&file), kinds[_i].error, kinds[_i].message);
}
END_TEST

START_TEST(refuses_a_uimage_of_text)
{
	struct view part = text("#!/bin/sh\n");
	CLEANUP(blob_release) struct blob file = wrap(&kernel_spec, &part, 1);

	assert_refuses(blob_view(&file), -EINVAL, "it is a script");
}
END_TEST

START_TEST(refuses_a_cut_kernel_in_a_whole_uimage)
{
	CLEANUP(blob_release) struct blob image = make_image();
	struct view part = { .data = image.data, .size = SIZE - 1 };
	CLEANUP(blob_release) struct blob file = wrap(&kernel_spec, &part, 1);

	assert_refuses(blob_view(&file), -EBADMSG, "1 bytes are missing");
}
END_TEST

/* ---- initrds ---- */

START_TEST(unwraps_an_initrd)
{
	struct view part = text("\x1f\x8b an initrd"), unwrapped = { 0 };
	CLEANUP(blob_release) struct blob file = wrap(&initrd_spec, &part, 1);
	struct diag diag = { 0 };

	ck_assert_int_eq(uimage_unwrap_initrd(blob_view(&file), &unwrapped, &diag), 0);
	ck_assert_ptr_eq(unwrapped.data, file.data + 64);
	ck_assert_uint_eq(unwrapped.size, part.size);
}
END_TEST

START_TEST(refuses_a_damaged_initrd)
{
	struct view part = text("\x1f\x8b an initrd"), unwrapped = { 0 };
	CLEANUP(blob_release) struct blob file = wrap(&initrd_spec, &part, 1);
	struct diag diag = { 0 };

	file.data[70] ^= 1;
	ck_assert_int_eq(uimage_unwrap_initrd(blob_view(&file), &unwrapped, &diag), -EBADMSG);
	ck_assert_msg(strstr(diag.message, "the data of the uImage are damaged"), "%s", diag.message);
	ck_assert_ptr_null(unwrapped.data);
}
END_TEST

START_TEST(refuses_a_kernel_as_an_initrd)
{
	struct view part = text("a kernel"), unwrapped = { 0 };
	CLEANUP(blob_release) struct blob file = wrap(&kernel_spec, &part, 1);
	struct diag diag = { 0 };

	ck_assert_int_eq(uimage_unwrap_initrd(blob_view(&file), &unwrapped, &diag), -EINVAL);
	ck_assert_msg(strstr(diag.message, "a uImage of a kernel (type 2), expected one of an initrd"), "%s", diag.message);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("uimage");
	TCase *kernels = tcase_create("kernels"), *parts = tcase_create("parts"), *damage = tcase_create("damage");
	TCase *initrds = tcase_create("initrds");

	tcase_add_test(kernels, opens_a_kernel_in_place);
	tcase_add_test(kernels, opens_a_kernel_that_may_lie_anywhere);
	tcase_add_test(kernels, unpacks_a_kernel_with_the_compression_that_the_header_names);
	tcase_add_test(kernels, unpacks_a_kernel_whose_compression_the_header_does_not_name);
	tcase_add_test(kernels, ignores_the_padding_of_a_flash_partition);
	tcase_add_test(kernels, notes_a_label_of_another_architecture);
	tcase_add_test(parts, takes_the_parts_apart);
	tcase_add_test(parts, pads_each_part_to_four_bytes);
	tcase_add_test(parts, takes_a_devicetree_in_the_place_of_the_initrd_for_what_it_is);
	tcase_add_test(parts, notes_a_part_without_a_meaning);
	tcase_add_test(parts, refuses_a_bad_list_of_parts);
	tcase_add_test(damage, refuses_damage_and_says_where);
	tcase_add_test(damage, refuses_a_size_that_reaches_beyond_the_file);
	tcase_add_loop_test(damage, refuses_a_kind_that_is_no_kernel, 0, COUNT(kinds));
	tcase_add_test(damage, refuses_a_uimage_of_text);
	tcase_add_test(damage, refuses_a_cut_kernel_in_a_whole_uimage);
	tcase_add_test(initrds, unwraps_an_initrd);
	tcase_add_test(initrds, refuses_a_damaged_initrd);
	tcase_add_test(initrds, refuses_a_kernel_as_an_initrd);
	suite_add_tcase(suite, kernels);
	suite_add_tcase(suite, parts);
	suite_add_tcase(suite, damage);
	suite_add_tcase(suite, initrds);
	return run_suite(suite);
}
