/* SPDX-License-Identifier: GPL-2.0-only */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "arch/arm64/formats.h"
#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/fit.h"
#include "kexec/image/image-open.h"
#include "kexec/image/image.h"
#include "tests/helpers/image-writer.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/uboot-writer.h"

#define SIZE 65536
#define INITRD "070701 an initrd"

struct opened {
	struct bundle bundle;
	struct image image;
};

static void release_opened(struct opened *opened)
{
	bundle_release(&opened->bundle);
}

/* The choices of the user and the machine. */
struct wish {
	const char *config;
	struct fit_texts compatible;
};

static int open_file(struct view file, const struct wish *wish, struct opened *ret, struct diag *diag)
{
	struct image_request request = { .arch = &arm64_kernels, .file = file, .limit = (size_t)1 << 20 };

	if (wish) {
		request.choices.fit_config = wish->config;
		request.compatible =
			(struct view){ .data = (const uint8_t *)wish->compatible.bytes, .size = wish->compatible.size };
	}
	return image_open(&request, &ret->bundle, &ret->image, diag);
}

/* ---- parts ---- */

static struct blob kernel_blob;

static void make_kernel(void)
{
	const struct image_spec spec = { .size = SIZE, .image_size = 0x30000, .flags = 0xa, .pe = true };

	ck_assert_int_eq(image_write(&spec, &kernel_blob), 0);
}

static void release_kernel(void)
{
	blob_release(&kernel_blob);
}

/* compatible: of the root. */
static struct blob make_tree(const char *compatible)
{
	struct blob blob;

	ck_assert_int_eq(blob_alloc(1024, &blob), 0);
	ck_assert_int_eq(fdt_create(blob.data, 1024), 0);
	ck_assert_int_eq(fdt_finish_reservemap(blob.data), 0);
	ck_assert_int_eq(fdt_begin_node(blob.data, ""), 0);
	ck_assert_int_eq(fdt_property_string(blob.data, "compatible", compatible), 0);
	ck_assert_int_eq(fdt_end_node(blob.data), 0);
	ck_assert_int_eq(fdt_finish(blob.data), 0);
	blob.size = fdt_totalsize(blob.data);
	return blob;
}

/* An overlay that puts a property into the root. */
static struct blob make_overlay(const char *property)
{
	struct blob blob;

	ck_assert_int_eq(blob_alloc(1024, &blob), 0);
	ck_assert_int_eq(fdt_create(blob.data, 1024), 0);
	ck_assert_int_eq(fdt_finish_reservemap(blob.data), 0);
	ck_assert_int_eq(fdt_begin_node(blob.data, ""), 0);
	ck_assert_int_eq(fdt_begin_node(blob.data, "fragment@0"), 0);
	ck_assert_int_eq(fdt_property_string(blob.data, "target-path", "/"), 0);
	ck_assert_int_eq(fdt_begin_node(blob.data, "__overlay__"), 0);
	ck_assert_int_eq(fdt_property_u32(blob.data, property, 1), 0);
	ck_assert_int_eq(fdt_end_node(blob.data), 0);
	ck_assert_int_eq(fdt_end_node(blob.data), 0);
	ck_assert_int_eq(fdt_end_node(blob.data), 0);
	ck_assert_int_eq(fdt_finish(blob.data), 0);
	blob.size = fdt_totalsize(blob.data);
	return blob;
}

static struct fit_image_spec kernel_image(void)
{
	return (struct fit_image_spec){
		.name = "kernel",
		.type = "kernel",
		.arch = "arm64",
		.os = "linux",
		.compression = "none",
		.hashes = { "sha256" },
		.data = blob_view(&kernel_blob),
	};
}

static struct fit_image_spec tree_image(const char *name, const struct blob *tree)
{
	return (struct fit_image_spec){
		.name = name,
		.type = "flat_dt",
		.arch = "arm64",
		.compression = "none",
		.hashes = { "crc32" },
		.data = blob_view(tree),
	};
}

static struct fit_image_spec initrd_image(void)
{
	return (struct fit_image_spec){
		.name = "initrd",
		.type = "ramdisk",
		.arch = "arm64",
		.os = "linux",
		.compression = "gzip", /* deprecated, and not looked at */
		.hashes = { "sha1" },
		.data = { .data = (const uint8_t *)INITRD, .size = strlen(INITRD) },
	};
}

static struct blob write_fit(const struct fit_spec *spec)
{
	struct blob blob;

	ck_assert_int_eq(fit_write(spec, &blob), 0);
	return blob;
}

/* A FIT image of one configuration. The images have no name at their end. */
static struct blob write_one(const struct fit_image_spec *images, const struct fit_config_spec *config)
{
	const struct fit_config_spec configs[] = { *config, { 0 } };

	return write_fit(&(struct fit_spec){ .images = images, .configs = configs, .fallback = config->name });
}

static const struct fit_config_spec only_kernel = { .name = "conf-1", .kernel = "kernel" };

static void assert_opens(struct view file, const struct wish *wish, struct opened *ret)
{
	struct diag diag = { 0 };
	int r = open_file(file, wish, ret, &diag);

	ck_assert_msg(r == 0, "%d: %s", r, diag.message);
	ck_assert_uint_eq(ret->image.bytes.size, SIZE);
	ck_assert_mem_eq(ret->image.bytes.data, kernel_blob.data, SIZE);
}

static void assert_refuses(struct view file, const struct wish *wish, int error, const char *message)
{
	struct opened opened = { 0 };
	struct diag diag = { 0 };
	int r = open_file(file, wish, &opened, &diag);

	ck_assert_msg(r == error, "%d instead of %d: %s", r, error, diag.message);
	ck_assert_msg(strstr(diag.message, message), "%s", diag.message);
	ck_assert_ptr_null(opened.bundle.layers);
}

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
	ck_assert_uint_eq(opened.bundle.initrd[0].bytes.size, strlen(INITRD));
	ck_assert_mem_eq(opened.bundle.initrd[0].bytes.data, INITRD, strlen(INITRD));
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

static struct view value_of(const struct blob *file, const char *path, const char *name)
{
	int size;
	const void *value = fdt_getprop(file->data, fdt_path_offset(file->data, path), name, &size);

	ck_assert_ptr_nonnull(value);
	return (struct view){ .data = value, .size = (size_t)size };
}

/* Changes four bytes of a property. */
static void set_value(struct blob *file, const char *path, const char *name, uint32_t value)
{
	store_be32(file->data + (value_of(file, path, name).data - file->data), value);
}

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

/* ---- configurations ---- */

/* Three boards, each with an initrd of its own by which a test sees what was chosen. */
struct boards {
	struct blob tree[3];
	struct fit_image_spec images[8];
	struct fit_config_spec configs[4];
};

static void make_boards(struct boards *boards, bool in_configs)
{
	static const char *const trees[] = { "fdt-a", "fdt-b", "fdt-c" }, *const initrds[] = { "a", "b", "c" };
	static const char *const boards_names[] = { "maker,a", "maker,b", "maker,b" };
	static const struct fit_texts compatible[] = { FIT_TEXTS("maker,a\0maker,soc"), FIT_TEXTS("maker,b"),
						       FIT_TEXTS("maker,b") };
	static const char *const names[] = { "conf-a", "conf-b", "conf-c" };

	*boards = (struct boards){ .images = { kernel_image() } };
	for (size_t i = 0; i < 3; i++) {
		boards->tree[i] = make_tree(boards_names[i]);
		boards->images[1 + i] = tree_image(trees[i], &boards->tree[i]);
		boards->images[4 + i] = initrd_image();
		boards->images[4 + i].name = initrds[i];
		boards->images[4 + i].data = (struct view){ .data = (const uint8_t *)initrds[i], .size = 1 };
		boards->configs[i] = (struct fit_config_spec){
			.name = names[i],
			.kernel = "kernel",
			.initrd = initrds[i],
			.trees = { trees[i], 6 },
			.compatible = in_configs ? compatible[i] : (struct fit_texts){ 0 },
		};
	}
}

static void release_boards(struct boards *boards)
{
	for (size_t i = 0; i < 3; i++)
		blob_release(&boards->tree[i]);
}

static const struct {
	struct wish wish;
	const char *fallback;
	char chosen; /* 0: none */
	const char *message;
} choices[] = {
	{ { 0 }, "conf-b", 'b', NULL },
	{ { 0 }, NULL, 0, "several configurations, and none of them matches this machine or is the default" },
	{ { 0 }, "conf-x", 0, "its default does not exist: the FIT image has no configuration \"conf-x\"" },
	{ { .config = "conf-c" }, "conf-b", 'c', NULL },
	{ { .config = "conf-x" }, "conf-b", 0, "the FIT image has no configuration \"conf-x\"" },
	{ { .config = "" }, "conf-b", 0, "the FIT image has no configuration \"\"" },
	{ { .compatible = FIT_TEXTS("maker,a") }, "conf-b", 'a', NULL },
	{ { .compatible = FIT_TEXTS("maker,b") }, NULL, 'b', NULL },		     /* the first on a tie */
	{ { .compatible = FIT_TEXTS("maker,b") }, "conf-c", 'c', NULL },	     /* but the default wins it */
	{ { .compatible = FIT_TEXTS("x\0maker,b\0maker,a") }, "conf-a", 'b', NULL }, /* the machine's order counts */
	{ { .compatible = FIT_TEXTS("maker") }, "conf-c", 'c', NULL },
	{ { .compatible = FIT_TEXTS("maker,b"), .config = "conf-a" }, "conf-c", 'a', NULL },
	{ { .compatible = { "maker,a", 7 } }, "conf-c", 'c', NULL }, /* no NUL at its end */
};

static void assert_chosen(bool in_configs, int i)
{
	CLEANUP(release_boards) struct boards boards;
	CLEANUP(blob_release) struct blob file = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };

	make_boards(&boards, in_configs);
	file = write_fit(
		&(struct fit_spec){ .images = boards.images, .configs = boards.configs, .fallback = choices[i].fallback });
	if (!choices[i].chosen) {
		assert_refuses(blob_view(&file), &choices[i].wish, -EINVAL, choices[i].message);
		return;
	}
	assert_opens(blob_view(&file), &choices[i].wish, &opened);
	ck_assert_int_eq(opened.bundle.initrd[0].bytes.data[0], choices[i].chosen);
}

START_TEST(chooses_by_the_compatible_of_the_configuration)
{
	assert_chosen(true, _i);
}
END_TEST

START_TEST(chooses_by_the_compatible_of_the_devicetree)
{
	assert_chosen(false, _i);
}
END_TEST

START_TEST(names_the_configurations_if_none_can_be_chosen)
{
	CLEANUP(release_boards) struct boards boards;
	CLEANUP(blob_release) struct blob file = { 0 };
	struct opened opened = { 0 };
	struct diag diag = { 0 };

	make_boards(&boards, true);
	file = write_fit(&(struct fit_spec){ .images = boards.images, .configs = boards.configs });
	ck_assert_int_eq(open_file(blob_view(&file), NULL, &opened, &diag), -EINVAL);
	ck_assert_str_eq(diag.hint, "Its configurations: conf-a, conf-b, conf-c. Name one with --fit-config.");
}
END_TEST

START_TEST(takes_the_only_configuration)
{
	const struct fit_image_spec images[] = { kernel_image(), { 0 } };
	const struct fit_config_spec configs[] = { only_kernel, { 0 } };
	CLEANUP(blob_release) struct blob file = write_fit(&(struct fit_spec){ .images = images, .configs = configs });
	CLEANUP(release_opened) struct opened opened = { 0 };

	assert_opens(blob_view(&file), NULL, &opened);
}
END_TEST

static const struct {
	struct fit_config_spec config;
	int error;
	const char *message;
} broken_configs[] = {
	{ { .name = "conf-1" }, -EINVAL, "configuration conf-1 of the FIT image has no kernel" },
	{ { .name = "conf-1", .kernel = "x" }, -EBADMSG, "names the image \"x\", which is not there" },
	{ { .name = "conf-1", .kernel = "kernel", .initrd = "y" }, -EBADMSG, "names the image \"y\", which is not there" },
	{ { .name = "conf-1", .kernel = "kernel", .trees = FIT_TEXTS("z") }, -EBADMSG, "names the image \"z\"" },
	{ { .name = "conf-1", .kernel = "kernel", .initrd = "kernel" }, -EINVAL, "expected \"ramdisk\"" },
	{ { .name = "conf-1", .kernel = "kernel", .trees = FIT_TEXTS("kernel") }, -EINVAL, "expected \"flat_dt\"" },
};

START_TEST(refuses_a_configuration_of_images_that_are_not_there)
{
	const struct fit_image_spec images[] = { kernel_image(), { 0 } };
	CLEANUP(blob_release) struct blob file = write_one(images, &broken_configs[_i].config);

	assert_refuses(blob_view(&file), NULL, broken_configs[_i].error, broken_configs[_i].message);
}
END_TEST

/* The tree of conf-b is spoilt, and might have been this machine's. */
static struct blob with_a_spoilt_tree(struct boards *boards, const char *fallback, const char *compression)
{
	make_boards(boards, false);
	if (compression)
		boards->images[2].compression = compression;
	boards->tree[1].data[3] ^= 1;
	return write_fit(&(struct fit_spec){ .images = boards->images, .configs = boards->configs, .fallback = fallback });
}

static const struct {
	const char *compatible, *compression, *note;
} unread[] = {
	{ "maker,x", NULL,
	  "FIT configuration conf-a is not chosen by this machine's devicetree; one cannot be read: image fdt-b: " },
	{ "maker,x", "gzip",
	  "FIT configuration conf-a is not chosen by this machine's devicetree; one cannot be read: image fdt-b: its "
	  "devicetree is "
	  "compressed with gzip" },
	{ "maker,a", NULL, NULL },
};

START_TEST(notes_a_devicetree_that_best_match_cannot_read)
{
	CLEANUP(release_boards) struct boards boards;
	CLEANUP(blob_release) struct blob file = with_a_spoilt_tree(&boards, "conf-a", unread[_i].compression);
	CLEANUP(release_opened) struct opened opened = { 0 };
	const struct wish wish = { .compatible = { unread[_i].compatible, 8 } };

	assert_opens(blob_view(&file), &wish, &opened);
	ck_assert_uint_eq(opened.bundle.note_count, unread[_i].note ? 1 : 0);
	if (unread[_i].note)
		ck_assert_msg(!strncmp(opened.bundle.note[0], unread[_i].note, strlen(unread[_i].note)), "%s",
			      opened.bundle.note[0]);
}
END_TEST

START_TEST(hints_at_a_devicetree_that_best_match_cannot_read)
{
	CLEANUP(release_boards) struct boards boards;
	CLEANUP(blob_release) struct blob file = with_a_spoilt_tree(&boards, NULL, NULL);
	struct opened opened = { 0 };
	struct diag diag = { 0 };
	const struct wish wish = { .compatible = FIT_TEXTS("maker,x") };

	ck_assert_int_eq(open_file(blob_view(&file), &wish, &opened, &diag), -EINVAL);
	ck_assert_msg(strstr(diag.hint, "\nA devicetree of it cannot be read: image fdt-b: "), "%s", diag.hint);
}
END_TEST

/* Trees that share their bytes would cost any time: each is looked at, and their sum is more than the file has. */
START_TEST(bounds_the_bytes_that_best_match_looks_at)
{
	CLEANUP(release_boards) struct boards boards;
	CLEANUP(blob_release) struct blob file = { 0 };
	const struct wish wish = { .compatible = FIT_TEXTS("maker,c") };

	make_boards(&boards, false);
	for (size_t i = 0; i < 4; i++)
		boards.images[i].place = FIT_BY_OFFSET;
	file = write_fit(&(struct fit_spec){ .images = boards.images, .configs = boards.configs, .fallback = "conf-a" });
	for (size_t i = 1; i < 4; i++) {
		char path[32];

		snprintf(path, sizeof(path), "/images/%s", boards.images[i].name);
		set_value(&file, path, "data-offset", 0);
		set_value(&file, path, "data-size", (uint32_t)(file.size - ((fdt_totalsize(file.data) + 3) & ~3u)));
	}
	assert_refuses(blob_view(&file), &wish, -EBADMSG, "its devicetrees have more bytes than the file");
}
END_TEST

/* ---- overlays ---- */

static void assert_overlaid(const struct opened *opened, bool first, bool second)
{
	const void *tree = opened->bundle.devicetree.bytes.data;

	ck_assert_int_eq(fdt_check_full(tree, opened->bundle.devicetree.bytes.size), 0);
	ck_assert_str_eq(fdt_getprop(tree, 0, "compatible", NULL), "test,board");
	ck_assert_int_eq(fdt_getprop(tree, 0, "first", NULL) != NULL, first);
	ck_assert_int_eq(fdt_getprop(tree, 0, "second", NULL) != NULL, second);
}

START_TEST(applies_overlays)
{
	CLEANUP(blob_release) struct blob tree = make_tree("test,board");
	CLEANUP(blob_release) struct blob one = make_overlay("first"), two = make_overlay("second");
	const struct fit_image_spec images[] = {
		kernel_image(), tree_image("fdt", &tree), tree_image("one", &one), tree_image("two", &two), { 0 }
	};
	const struct fit_config_spec configs[] = {
		{ .name = "conf-1", .kernel = "kernel", .trees = FIT_TEXTS("fdt\0one") },
		{ .name = "ov-2", .trees = FIT_TEXTS("two") },
		{ 0 },
	};
	CLEANUP(blob_release)
	struct blob file = write_fit(&(struct fit_spec){ .images = images, .configs = configs, .fallback = "conf-1" });
	CLEANUP(release_opened) struct opened by_default = { 0 }, by_name = { 0 };

	assert_opens(blob_view(&file), NULL, &by_default);
	assert_overlaid(&by_default, true, false);
	assert_opens(blob_view(&file), &(struct wish){ .config = "conf-1#ov-2" }, &by_name);
	assert_overlaid(&by_name, true, true);
	ck_assert_str_eq(by_name.bundle.devicetree.from, "image fdt of the FIT image with overlays");
	assert_refuses(blob_view(&file), &(struct wish){ .config = "conf-1#x" }, -EINVAL, "no configuration \"x\"");
	assert_refuses(blob_view(&file), &(struct wish){ .config = "conf-1#" }, -EINVAL, "no configuration \"\"");
}
END_TEST

/* There is room for so many. */
START_TEST(refuses_more_devicetrees_than_a_configuration_has)
{
	CLEANUP(blob_release) struct blob tree = make_tree("test,board");
	const struct fit_image_spec images[] = { kernel_image(), tree_image("t", &tree), { 0 } };
	struct fit_config_spec config = { .name = "conf-1", .kernel = "kernel" };
	CLEANUP(blob_release) struct blob file = { 0 };
	char names[2 * (FIT_TREES_MAX + 1)] = { 0 };

	for (size_t i = 0; i < sizeof(names); i += 2)
		names[i] = 't';
	config.trees = (struct fit_texts){ names, sizeof(names) };
	file = write_one(images, &config);
	assert_refuses(blob_view(&file), NULL, -E2BIG, "configuration conf-1 of the FIT image has more than 32 devicetrees");
}
END_TEST

START_TEST(refuses_overlays_without_a_devicetree)
{
	CLEANUP(blob_release) struct blob one = make_overlay("first");
	const struct fit_image_spec images[] = { kernel_image(), tree_image("one", &one), { 0 } };
	const struct fit_config_spec configs[] = { only_kernel, { .name = "ov", .trees = FIT_TEXTS("one") }, { 0 } };
	CLEANUP(blob_release) struct blob file = write_fit(&(struct fit_spec){ .images = images, .configs = configs });

	assert_refuses(blob_view(&file), &(struct wish){ .config = "conf-1#ov" }, -EINVAL, "has no devicetree for overlays");
}
END_TEST

START_TEST(refuses_an_overlay_that_is_damaged)
{
	CLEANUP(blob_release) struct blob tree = make_tree("test,board");
	CLEANUP(blob_release) struct blob one = make_overlay("first");
	const struct fit_config_spec config = { .name = "conf-1", .kernel = "kernel", .trees = FIT_TEXTS("fdt\0one") };
	struct fit_image_spec images[] = { kernel_image(), tree_image("fdt", &tree), tree_image("one", &one), { 0 } };
	CLEANUP(blob_release) struct blob file = { 0 };

	images[2].data.size -= 8; /* its hash is that of the cut bytes */
	file = write_one(images, &config);
	assert_refuses(blob_view(&file), NULL, -EINVAL, "image one of the FIT image: ");
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
	TCase *images = tcase_create("images"), *hashes = tcase_create("hashes"), *configs = tcase_create("configurations");
	TCase *overlays = tcase_create("overlays"), *tree = tcase_create("tree");
	TCase *all[] = { images, hashes, configs, overlays, tree };

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
	tcase_add_loop_test(configs, chooses_by_the_compatible_of_the_configuration, 0, COUNT(choices));
	tcase_add_loop_test(configs, chooses_by_the_compatible_of_the_devicetree, 0, COUNT(choices));
	tcase_add_test(configs, names_the_configurations_if_none_can_be_chosen);
	tcase_add_test(configs, takes_the_only_configuration);
	tcase_add_loop_test(configs, refuses_a_configuration_of_images_that_are_not_there, 0, COUNT(broken_configs));
	tcase_add_loop_test(configs, notes_a_devicetree_that_best_match_cannot_read, 0, COUNT(unread));
	tcase_add_test(configs, hints_at_a_devicetree_that_best_match_cannot_read);
	tcase_add_test(configs, bounds_the_bytes_that_best_match_looks_at);
	tcase_add_test(overlays, applies_overlays);
	tcase_add_test(overlays, refuses_more_devicetrees_than_a_configuration_has);
	tcase_add_test(overlays, refuses_overlays_without_a_devicetree);
	tcase_add_test(overlays, refuses_an_overlay_that_is_damaged);
	tcase_add_test(tree, refuses_a_devicetree);
	tcase_add_test(tree, refuses_a_fit_image_without_configurations);
	tcase_add_test(tree, refuses_a_cut_tree);
	tcase_add_loop_test(tree, refuses_a_damaged_tree, 0, COUNT(damages));
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		tcase_add_unchecked_fixture(all[i], make_kernel, release_kernel);
		suite_add_tcase(suite, all[i]);
	}
	return run_suite(suite);
}
