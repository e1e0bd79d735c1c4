/* SPDX-License-Identifier: GPL-2.0-only */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "tests/helpers/fit-parts.h"
#include "tests/helpers/suite.h"

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

#define NINE "x\0x\0x\0x\0x\0x\0x\0x\0x\0"
#define SIXTY_THREE NINE NINE NINE NINE NINE NINE NINE

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
	{ { .compatible = FIT_TEXTS(SIXTY_THREE "maker,b") }, "conf-a", 'b', NULL },
	{ { .compatible = FIT_TEXTS(SIXTY_THREE "x\0maker,b") }, "conf-a", 'a', NULL }, /* 64 are looked at */
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

int main(void)
{
	Suite *suite = suite_create("fit-config");
	TCase *configs = tcase_create("configurations"), *overlays = tcase_create("overlays");
	TCase *all[] = { configs, overlays };

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
	for (size_t i = 0; i < COUNT(all); i++) {
		tcase_add_unchecked_fixture(all[i], make_kernel, release_kernel);
		suite_add_tcase(suite, all[i]);
	}
	return run_suite(suite);
}
