/* SPDX-License-Identifier: GPL-2.0-only */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "tests/helpers/fit-parts.h"
#include "tests/helpers/suite.h"

/* ---- the images ---- */

START_TEST(opens_kernel_initrd_and_devicetree)
{
	CLEANUP(blob_release) struct blob tree = make_tree("test,board");
	struct fit_image_spec images[] = { kernel_image(), initrd_image(), tree_image("fdt", &tree), { 0 } };
	const struct fit_config_spec config = {
		.name = "conf-1", .kernel = "kernel", .initrd = "initrd", .trees = FIT_TEXTS("fdt")
	};
	CLEANUP(blob_release) struct blob file = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };

	for (size_t i = 0; i < 3; i++)
		images[i].place = (enum fit_place)_i;
	file = write_one(images, &config);
	assert_opens(blob_view(&file), NULL, &opened);
	ck_assert_str_eq(opened.bundle.layers, "FIT");
	ck_assert_uint_eq(opened.bundle.initrd_count, 1);
	ck_assert_uint_eq(opened.bundle.initrd[0].bytes.size, strlen(FIT_INITRD));
	ck_assert_mem_eq(opened.bundle.initrd[0].bytes.data, FIT_INITRD, strlen(FIT_INITRD));
	ck_assert_uint_eq(opened.bundle.devicetree.bytes.size, tree.size);
	ck_assert_mem_eq(opened.bundle.devicetree.bytes.data, tree.data, tree.size);
	ck_assert_uint_eq(opened.bundle.note_count, 0);
	/* Nothing is copied. */
	ck_assert_uint_eq(opened.bundle.owned_count, 0);
	ck_assert(opened.image.bytes.data > file.data && opened.image.bytes.data < file.data + file.size);
}
END_TEST

START_TEST(finds_external_data_behind_a_gap)
{
	struct fit_image_spec images[] = { kernel_image(), { 0 } };
	const struct fit_config_spec configs[] = { only_kernel, { 0 } };
	CLEANUP(blob_release) struct blob file = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };

	images[0].place = FIT_BY_POSITION;
	file = write_fit(&(struct fit_spec){ .images = images, .configs = configs, .fallback = "conf-1", .gap = 4096 });
	assert_opens(blob_view(&file), NULL, &opened);
}
END_TEST

START_TEST(refuses_external_data_beyond_the_file)
{
	struct fit_image_spec images[] = { kernel_image(), { 0 } };
	CLEANUP(blob_release) struct blob file = { 0 };
	struct view cut;

	images[0].place = FIT_BY_OFFSET;
	file = write_one(images, &only_kernel);
	cut = (struct view){ .data = file.data, .size = file.size - 1 };
	assert_refuses(cut, NULL, -EBADMSG, "the FIT image is cut short or damaged: image kernel has 65536 bytes at offset");
	set_value(&file, "/images/kernel", "data-offset", 1);
	assert_refuses(blob_view(&file), NULL, -EBADMSG, "image kernel has 65536 bytes");
	set_value(&file, "/images/kernel", "data-offset", UINT32_MAX);
	assert_refuses(blob_view(&file), NULL, -EBADMSG, "image kernel has 65536 bytes");
	set_value(&file, "/images/kernel", "data-offset", 0);
	set_value(&file, "/images/kernel", "data-size", UINT32_MAX);
	assert_refuses(blob_view(&file), NULL, -EBADMSG, "image kernel has 4294967295 bytes");
}
END_TEST

/* Three bytes are no number. Taken as absent, they would let another property say where the data are. */
START_TEST(refuses_a_number_of_three_bytes)
{
	static const char *const names[] = { "data-position", "data-offset", "data-size" };
	struct fit_image_spec images[] = { kernel_image(), { 0 } };
	char message[80];

	for (size_t i = 0; i < COUNT(names); i++) {
		CLEANUP(blob_release) struct blob file = { 0 };

		images[0].place = i ? FIT_BY_OFFSET : FIT_BY_POSITION;
		file = write_one(images, &only_kernel);
		/* Devicetree Specification v0.4, 5.4.1: the length is two words before the value, which is padded. */
		store_be32(file.data + (value_of(&file, "/images/kernel", names[i]).data - file.data) - 8, 3);
		snprintf(message, sizeof(message), "%s of image kernel has 3 bytes, expected 4 or 8", names[i]);
		assert_refuses(blob_view(&file), NULL, -EBADMSG, message);
	}
}
END_TEST

START_TEST(refuses_a_position_beyond_the_file)
{
	struct fit_image_spec images[] = { kernel_image(), { 0 } };
	CLEANUP(blob_release) struct blob file = { 0 };

	images[0].place = FIT_BY_POSITION;
	file = write_one(images, &only_kernel);
	set_value(&file, "/images/kernel", "data-position", UINT32_MAX - 100);
	assert_refuses(blob_view(&file), NULL, -EBADMSG, "65536 bytes at offset 4294967195, the file has");
}
END_TEST

/* The faults of the kernel's node. */
static const struct {
	const char *type, *os, *compression, *child;
	bool no_data;
	int error;
	const char *message;
} kinds[] = {
	{ "ramdisk", "linux", "none", NULL, false, -EINVAL,
	  "image kernel of the FIT image has the type \"ramdisk\", expected \"kernel\"" },
	{ NULL, "linux", "none", NULL, false, -EINVAL, "has the type \"\"" },
	{ "kernel", "u-boot", "none", NULL, false, -EINVAL, "operating system \"u-boot\", expected \"linux\"" },
	{ "kernel", "linux", "none", "cipher", false, -EOPNOTSUPP, "image kernel of the FIT image is encrypted" },
	{ "kernel", "linux", "none", NULL, true, -EINVAL, "image kernel of the FIT image has no data" },
	{ "kernel", "linux", "gzip", NULL, false, -EBADMSG, "image kernel of the FIT image: " }, /* an Image */
	{ "kernel", "linux", "rar", NULL, false, -EOPNOTSUPP, "the compression \"rar\" is not known" },
};

START_TEST(refuses_a_kernel_that_is_none)
{
	struct fit_image_spec images[] = { kernel_image(), { 0 } };
	CLEANUP(blob_release) struct blob file = { 0 };

	images[0].type = kinds[_i].type;
	images[0].os = kinds[_i].os;
	images[0].compression = kinds[_i].compression;
	images[0].child = kinds[_i].child;
	if (kinds[_i].no_data)
		images[0].data = (struct view){ 0 };
	file = write_one(images, &only_kernel);
	assert_refuses(blob_view(&file), NULL, kinds[_i].error, kinds[_i].message);
}
END_TEST

START_TEST(notes_what_it_does_not_use_or_believe)
{
	struct fit_image_spec images[] = { kernel_image(), { 0 } };
	struct fit_config_spec config = only_kernel;
	CLEANUP(blob_release) struct blob file = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };

	images[0].type = "kernel_noload";
	images[0].arch = "arm";
	images[0].compression = NULL;
	images[0].child = "signature-1";
	images[0].hashes[1] = "sm3_256";
	config.child = "signature";
	config.loadables = FIT_TEXTS("kernel\0firmware");
	file = write_one(images, &config);
	assert_opens(blob_view(&file), NULL, &opened);
	ck_assert_uint_eq(opened.bundle.note_count, 5);
	ck_assert_str_eq(opened.bundle.note[0], "conf-1 of the FIT image is signed, not verified: this program has no keys");
	ck_assert_msg(strstr(opened.bundle.note[1], "architecture arm;"), "%s", opened.bundle.note[1]);
	ck_assert_str_eq(opened.bundle.note[2], "image firmware of the FIT image, a loadable, is not loaded");
	ck_assert_str_eq(opened.bundle.note[3],
			 "hash-2 of image kernel in the FIT image is not verified: \"sm3_256\" is not known");
	ck_assert_msg(strstr(opened.bundle.note[4], "kernel of the FIT image is signed, not verified"), "%s",
		      opened.bundle.note[4]);
}
END_TEST

/* ---- hashes ---- */

static const char *const algorithms[] = { "crc32", "md5", "sha1", "sha256", "sha384", "sha512" };

/* The data are changed, then the value, then the value's size. */
START_TEST(verifies_each_kind_of_hash)
{
	struct fit_image_spec images[] = { kernel_image(), { 0 } };
	CLEANUP(blob_release) struct blob file = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };
	char message[64];
	struct view value;

	snprintf(message, sizeof(message), "image kernel of the FIT image is damaged: its %s ", algorithms[_i]);
	images[0].hashes[0] = algorithms[_i];
	file = write_one(images, &only_kernel);
	assert_opens(blob_view(&file), NULL, &opened);
	value = value_of(&file, "/images/kernel", "data");
	file.data[value.data - file.data + 60000] ^= 1;
	assert_refuses(blob_view(&file), NULL, -EBADMSG, message);
	file.data[value.data - file.data + 60000] ^= 1;
	value = value_of(&file, "/images/kernel/hash-1", "value");
	file.data[value.data + value.size - 1 - file.data] ^= 1;
	assert_refuses(blob_view(&file), NULL, -EBADMSG, message);
	ck_assert_int_eq(fdt_setprop(file.data, fdt_path_offset(file.data, "/images/kernel/hash-1"), "value", "abc", 3), 0);
	assert_refuses(blob_view(&file), NULL, -EBADMSG, "has 3 bytes, expected");
}
END_TEST

START_TEST(verifies_all_hashes)
{
	struct fit_image_spec images[] = { kernel_image(), { 0 } };
	CLEANUP(blob_release) struct blob file = { 0 };
	struct view value;

	images[0].hashes[1] = "unknown";
	images[0].hashes[2] = "crc32";
	file = write_one(images, &only_kernel);
	value = value_of(&file, "/images/kernel/hash-3", "value");
	file.data[value.data - file.data] ^= 1;
	assert_refuses(blob_view(&file), NULL, -EBADMSG, "its crc32 is ");
}
END_TEST

START_TEST(refuses_more_hashes_than_anybody_needs)
{
	struct fit_image_spec images[] = { kernel_image(), { 0 } };
	CLEANUP(release_opened) struct opened opened = { 0 };
	CLEANUP(blob_release) struct blob most = { 0 }, more = { 0 };

	for (size_t i = 0; i < FIT_HASHES_MAX; i++)
		images[0].hashes[i] = "crc32";
	most = write_one(images, &only_kernel);
	assert_opens(blob_view(&most), NULL, &opened);
	images[0].hashes[FIT_HASHES_MAX] = "crc32";
	more = write_one(images, &only_kernel);
	assert_refuses(blob_view(&more), NULL, -E2BIG, "image kernel of the FIT image has more than 16 hashes");
}
END_TEST

START_TEST(verifies_initrd_and_devicetree)
{
	CLEANUP(blob_release) struct blob tree = make_tree("test,board");
	const struct fit_image_spec images[] = { kernel_image(), initrd_image(), tree_image("fdt", &tree), { 0 } };
	const struct fit_config_spec config = {
		.name = "conf-1", .kernel = "kernel", .initrd = "initrd", .trees = FIT_TEXTS("fdt")
	};
	CLEANUP(blob_release) struct blob file = write_one(images, &config);
	struct view value = value_of(&file, "/images/initrd", "data");

	file.data[value.data - file.data] ^= 1;
	assert_refuses(blob_view(&file), NULL, -EBADMSG, "image initrd of the FIT image is damaged: its sha1 is ");
	file.data[value.data - file.data] ^= 1;
	value = value_of(&file, "/images/fdt", "data");
	file.data[value.data - file.data + 20] ^= 1;
	assert_refuses(blob_view(&file), NULL, -EBADMSG, "image fdt of the FIT image is damaged: its crc32 is ");
}
END_TEST

/* ---- the tree ---- */

START_TEST(refuses_a_devicetree)
{
	CLEANUP(blob_release) struct blob tree = make_tree("test,board");

	assert_refuses(blob_view(&tree), NULL, -EINVAL, "it is a devicetree, and no FIT image");
}
END_TEST

START_TEST(refuses_a_fit_image_without_configurations)
{
	const struct fit_image_spec images[] = { kernel_image(), { 0 } };
	const struct fit_config_spec none[] = { { 0 } };
	CLEANUP(blob_release) struct blob no_node = write_fit(&(struct fit_spec){ .images = images });
	CLEANUP(blob_release) struct blob empty = write_fit(&(struct fit_spec){ .images = images, .configs = none });
	CLEANUP(blob_release) struct blob no_images = write_fit(&(struct fit_spec){ .configs = none });

	assert_refuses(blob_view(&no_node), NULL, -EINVAL, "the FIT image has no /configurations");
	assert_refuses(blob_view(&empty), NULL, -EINVAL, "the FIT image has no configurations");
	assert_refuses(blob_view(&no_images), NULL, -EINVAL, "the FIT image has no /images");
}
END_TEST

START_TEST(refuses_a_cut_tree)
{
	const struct fit_image_spec images[] = { kernel_image(), { 0 } };
	CLEANUP(blob_release) struct blob file = write_one(images, &only_kernel);
	struct view cut = blob_view(&file);

	cut.size = fdt_totalsize(file.data) - 1;
	assert_refuses(cut, NULL, -EBADMSG, "the FIT image is cut short: its header says ");
	cut.size = 39;
	assert_refuses(cut, NULL, -EBADMSG, "the FIT image is cut short: 39 bytes");
}
END_TEST

/* The offset in or behind the header, the bytes written there, and the reason. */
static const struct {
	size_t offset;
	uint32_t value;
	int error;
	const char *message;
} damages[] = {
	{ 4, 50, -EBADMSG, "its structure reaches beyond its end" },
	{ 8, 0x7fffffff, -EBADMSG, "its structure reaches beyond its end" },
	{ 12, 0x7fffffff, -EBADMSG, "its names reach beyond its end" },
	{ 20, 15, -EINVAL, "version 15" },
	{ 32, 0, -EBADMSG, "the name of a property is outside the tree" },
	{ 36, 4, -EBADMSG, "a node " },
	{ 36, 20, -EBADMSG, "damaged at offset" },
	{ 64, 77, -EBADMSG, "an unknown token" },
	{ 64, 9, -EBADMSG, "its structure has no root" }, /* an end before the first node */
};

START_TEST(refuses_a_damaged_tree)
{
	const struct fit_image_spec images[] = { kernel_image(), { 0 } };
	CLEANUP(blob_release) struct blob file = write_one(images, &only_kernel);

	ck_assert_uint_eq(fdt_off_dt_struct(file.data), 64);
	store_be32(file.data + damages[_i].offset, damages[_i].value);
	assert_refuses(blob_view(&file), NULL, damages[_i].error, damages[_i].message);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fit");
	TCase *images = tcase_create("images"), *hashes = tcase_create("hashes"), *tree = tcase_create("tree");
	TCase *all[] = { images, hashes, tree };

	tcase_add_loop_test(images, opens_kernel_initrd_and_devicetree, FIT_EMBEDDED, FIT_BY_POSITION + 1);
	tcase_add_test(images, finds_external_data_behind_a_gap);
	tcase_add_test(images, refuses_external_data_beyond_the_file);
	tcase_add_test(images, refuses_a_position_beyond_the_file);
	tcase_add_test(images, refuses_a_number_of_three_bytes);
	tcase_add_loop_test(images, refuses_a_kernel_that_is_none, 0, COUNT(kinds));
	tcase_add_test(images, notes_what_it_does_not_use_or_believe);
	tcase_add_loop_test(hashes, verifies_each_kind_of_hash, 0, COUNT(algorithms));
	tcase_add_test(hashes, verifies_all_hashes);
	tcase_add_test(hashes, refuses_more_hashes_than_anybody_needs);
	tcase_add_test(hashes, verifies_initrd_and_devicetree);
	tcase_add_test(tree, refuses_a_devicetree);
	tcase_add_test(tree, refuses_a_fit_image_without_configurations);
	tcase_add_test(tree, refuses_a_cut_tree);
	tcase_add_loop_test(tree, refuses_a_damaged_tree, 0, COUNT(damages));
	for (size_t i = 0; i < COUNT(all); i++) {
		tcase_add_unchecked_fixture(all[i], make_kernel, release_kernel);
		suite_add_tcase(suite, all[i]);
	}
	return run_suite(suite);
}
